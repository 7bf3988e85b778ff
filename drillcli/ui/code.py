"""Program code in the terminal's own colours."""

from pygments.token import Comment, Keyword, Name, Number, Operator, String
from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.text import Text

from drillcli.ui.console import ACCENT

THEME = ANSISyntaxTheme(
    {
        Comment: Style(dim=True, italic=True),
        Keyword: Style(bold=True),
        Operator.Word: Style(bold=True),
        Name.Function: Style(bold=True),
        Name.Class: Style(bold=True),
        String: Style(color=ACCENT),
        Number: Style(color=ACCENT),
    }
)
"""Bold, dim and the one accent, so that code reads on a light and on a dark terminal."""


def highlighted(code: str, language: str) -> Text:
    """Return code with its words marked; a language that is not known leaves it plain."""
    made = Syntax(code.rstrip(), language, theme=THEME).highlight(code)
    made.rstrip()
    return made
