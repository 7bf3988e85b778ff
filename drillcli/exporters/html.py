r"""Markdown as HTML: what other programs show of our texts.

HTML in a text is text. A formula becomes `\(…\)`, which Anki's MathJax reads, or what the caller makes of it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from drillcli.emphasis import seen_in_chinese
from drillcli.exporters.media import is_sound
from drillcli.formulas import MATHS
from drillcli.kinds import gaps
from drillcli.visible import visible

OPEN, NUMBERED, CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
"""Round a gap while its text is rendered: characters that Unicode keeps out of texts (23.7, noncharacters)."""
HEARD = "\ufdd3"
"""Round the name of a sound, likewise."""

_MARKED = re.compile(r"[`*_\\<&~$\[\n]|^(?:\s|[-+>#]|\d+[.)])")
_RESERVED = re.compile(f"[{OPEN}{NUMBERED}{CLOSE}{HEARD}]")
_SOUND = re.compile(f"{HEARD}([^{HEARD}]*){HEARD}")
_GAP = re.compile(rf"(?s){OPEN}(\d+){NUMBERED}(.*?){CLOSE}")
_COMMANDS = re.compile(rf"\{{(?=[{{{OPEN}]|&#123;)|\[(?=sound:|anki:|latex\]|\$)")

Picture = Callable[[str], str | None]
"""Takes how a text calls a picture or a sound; returns its name where it goes along, else None."""


def unseen(_source: str) -> None:
    """Show no picture."""


def anki_formula(tex: str, *, is_block: bool) -> str:
    """Return a formula as Anki's MathJax takes it."""
    return rf"\[{tex}\]" if is_block else rf"\({tex}\)"


def render(text: str, picture: Picture = unseen, formula: Callable[..., str] = anki_formula) -> str:
    """Return Markdown as HTML; a text of one paragraph has no `<p>`. What would command Anki is written in entities."""
    return _inert(_render(_RESERVED.sub("\ufffd", text), picture, formula))


def cloze(source: str, numbers: Mapping[str, int], picture: Picture = unseen) -> str:
    """Return a text with gaps as Anki has it: `{{c1::text}}`, with the number of each part."""
    read = gaps.read(_RESERVED.sub("\ufffd", source))
    text, at = "", 0
    for gap in read.gaps:
        text += f"{read.text[at : gap.start]}{OPEN}{numbers[gap.part]}{NUMBERED}{gap.text}{CLOSE}"
        at = gap.end
    text += read.text[at:]
    html = _render(text, picture, anki_formula)
    if len(_GAP.findall(html)) != len(read.gaps):  # a gap stood where Markdown shows no text, as in an address
        html = escape(visible(text), quote=False).replace("\n", "<br>")
    return _GAP.sub(_as_anki, _inert(html))


def _as_anki(gap: re.Match[str]) -> str:
    """Return a gap as Anki has it; two closing braces or colons within it would end it, or begin its hint."""
    inner = gap[2].replace("}", "&#125;").replace("::", "&#58;&#58;")
    return f"{{{{c{gap[1]}::{inner}}}}}"


def _inert(html: str) -> str:
    """Return HTML in which no text commands Anki; sounds that go along do."""
    return _SOUND.sub(r"[sound:\1]", _COMMANDS.sub(lambda match: f"&#{ord(match[0])};", html))


def _render(text: str, picture: Picture, formula: Callable[..., str]) -> str:
    text = visible(text).strip("\n")
    if not _MARKED.search(text):  # most texts, at a tenth of the time
        return escape(text.rstrip(), quote=False).replace('"', "&quot;")
    parser = _parser()
    env = {"picture": picture, "formula": formula}
    tokens = parser.parse(text, env)
    if [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
        tokens = tokens[1:2]
    return str(parser.renderer.render(tokens, parser.options, env)).strip("\n")


@cache
def _parser() -> MarkdownIt:
    rules = ["strikethrough", "table"]
    parser = seen_in_chinese(MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable(rules))
    parser.inline.ruler.before("escape", "maths", _maths)
    for name, rule in (
        ("maths", _show_maths),
        ("image", _show_picture),
        ("link_open", _play_sound),
        ("softbreak", _show_break),
    ):
        parser.add_render_rule(name, rule)
    return parser


def _maths(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 the signature is markdown-it's
    match = MATHS.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("maths", "", 0)
        token.content, token.markup = match["tex"], match["dollars"]
    state.pos = match.end()
    return True


_Rule = tuple[RendererHTML, Sequence[Token], int, OptionsDict, MutableMapping[str, Any]]


def _show_maths(*rule: *_Rule) -> str:
    _renderer, tokens, at, _options, env = rule
    return escape(env["formula"](tokens[at].content, is_block=tokens[at].markup == "$$"), quote=False)


def _show_picture(*rule: *_Rule) -> str:
    """Return a picture that goes along, else its description and address."""
    _renderer, tokens, at, _options, env = rule
    token = tokens[at]
    source = str(token.attrs.get("src", ""))
    name = env["picture"](source)
    if name is None:
        return escape(f"{token.content} ({source})")
    return f'<img src="{escape(name)}" alt="{escape(token.content)}">'


def _play_sound(*rule: *_Rule) -> str:
    """Return a sound that goes along in place of the link to it, any other link as it is."""
    renderer, tokens, at, options, env = rule
    source = str(tokens[at].attrs.get("href", ""))
    name = env["picture"](source) if is_sound(source) else None
    if name is None:
        return renderer.renderToken(tokens, at, options, env)
    end = next(place for place in range(at, len(tokens)) if tokens[place].type == "link_close")
    for token in tokens[at + 1 : end + 1]:
        token.type, token.content = "text", ""
    return f"{HEARD}{name}{HEARD}"


def _show_break(*rule: *_Rule) -> str:
    """Return a line end of the source: nothing between two Chinese characters, where HTML would show a space."""
    _renderer, tokens, at, _options, _env = rule
    sides = tokens[at - 1].content[-1:] + (tokens[at + 1].content[:1] if at + 1 < len(tokens) else "")
    is_wide = len(sides) == 2 and all(unicodedata.east_asian_width(char) in "WF" for char in sides)
    return "" if is_wide else "\n"
