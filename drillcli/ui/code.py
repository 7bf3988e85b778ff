"""Program code in the terminal's own colours."""

from functools import lru_cache

from pygments.token import Comment, Keyword, Name, Number, Operator, String
from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.text import Text

from drillcli.ui.themes import Tones, worn


@lru_cache(maxsize=1)
def theme(tones: Tones) -> ANSISyntaxTheme:
    """Return bold, quiet and the one accent, so that code reads on a light and on a dark terminal."""
    accent = Style.parse(tones.accent)
    return ANSISyntaxTheme(
        {
            Comment: Style.parse(tones.quiet) + Style(italic=True),
            Keyword: Style(bold=True),
            Operator.Word: Style(bold=True),
            Name.Function: Style(bold=True),
            Name.Class: Style(bold=True),
            String: accent,
            Number: accent,
        }
    )


def highlighted(code: str, language: str) -> Text:
    """Return code with its words marked; a language that is not known leaves it plain."""
    made = Syntax(code.rstrip(), language, theme=theme(worn().tones)).highlight(code)
    made.rstrip()
    return made
