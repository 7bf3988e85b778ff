"""HTML -> Markdown: what each tag means."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from drillcli.importers.markup.blocks import LISTS, Builder
from drillcli.importers.markup.formulas import PLACE, Formula, taken_out, text_of
from drillcli.importers.markup.inline import Run, Style, escaped_start, line, plain
from drillcli.importers.markup.marks import FORMULA, GAP, GAP_CLOSE, GAP_END
from drillcli.importers.markup.scan import Tag, attributes, tokens

_STYLES = {
    **dict.fromkeys(("b", "strong", "mark"), Style.BOLD),
    **dict.fromkeys(("i", "em", "u", "ins", "cite", "dfn", "var"), Style.ITALIC),
    **dict.fromkeys(("s", "strike", "del"), Style.STRUCK),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), Style.CODE),
    "sub": Style.SUB,
    "sup": Style.SUP,
    **dict.fromkeys(("span", "font"), Style.PLAIN),
}
_LINES = {
    *("div", "tbody", "thead", "tfoot", "caption", "dl", "dt", "dd", "section", "article", "header", "footer", "main"),
    *("center", "figure", "figcaption", "details", "summary", "form", "fieldset", "address", "nav", "aside", "option"),
}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_BLOCKS = {*LISTS, *_HEADINGS, "li", "table", "tr", "td", "th", "blockquote", "pre"}
_IMPLIED = {"li": ("li",), "tr": ("td", "th", "tr"), "td": ("td", "th"), "th": ("td", "th")}
"""What the beginning of a block ends, where it stands open in the same list or table."""
_BARRIERS = {"li": LISTS, "tr": ("table",), "td": ("table",), "th": ("table",)}
_FRAMES = {"table", "tr", *LISTS}
"""Blocks that hold no text of their own."""
_DROPPED = {"script", "iframe", "object", "embed", "svg", "canvas", "applet", "form"}
"""What a card cannot have here: counted, for something that was to be seen is not."""
_MEDIA = {"img": "src", "audio": "src", "video": "src", "source": "src"}
_FAR = re.compile(r"(?:https?|mailto|ftp):", re.IGNORECASE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_LANGUAGE = re.compile(r"(?:lang(?:uage)?|brush)[-:]\s*([\w+#.-]+)")
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)")
_SLANTED = re.compile(r"font-style:\s*(?:italic|oblique)")
_HIDDEN = re.compile(r"display:\s*none")
_SPECIAL = re.compile(
    rf"\[sound:([^\[\]\n]++)\]|\[anki:tts[^\[\]]*+\][^\[]*+\[/anki:tts\]|{PLACE.pattern}|({GAP}|{GAP_CLOSE}\d+{GAP_END})"
)
"""What is more than text: a sound, speech, a formula, a mark around a gap."""
_SPECIAL_START = re.compile(f"[\\[{FORMULA}{GAP}{GAP_CLOSE}]")
_MARKED = re.compile(r"[<\\\[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0\ufdd1\ufffe\uffff]")
"""How what may need more than escaping begins; a search for one of some characters is much the fastest."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0\ufdd1\ufffe\uffff]")
_LEADING = re.compile(r"^(?:\s++|<br\s*+/?>)++")
_STACK_MOST = 200


class Written(NamedTuple):
    """The Markdown of a piece of HTML, and the names of the tags in it that cannot be shown here."""

    text: str
    dropped: tuple[str, ...] = ()


def to_markdown(html: str) -> Written:
    """Return what HTML shows, as Markdown without any HTML: it reads as it looks, and does nothing.

    Scripts, styles, comments and hidden parts are not taken over. An image or a sound refers to its medium by name.
    """
    if html[:1].isspace() or html[:1] == "<":
        html = _LEADING.sub("", html, count=1)  # templates put one there, which is not seen
    if not _MARKED.search(html):
        return Written(escaped_start(plain(unescape(html) if "&" in html else html)))
    html, formulas = taken_out(_CONTROLS.sub("", html))
    writer = _Writer(formulas)
    for token in tokens(html):
        if isinstance(token, Tag):
            writer.tag(token)
        else:
            writer.say(token)
    return Written(writer.builder.text(), tuple(writer.dropped))


@dataclass(slots=True)
class _Open:
    """An inline tag that is open: the style before it, and for a link where it goes and where its runs begin."""

    name: str
    before: int
    hidden: bool = False
    href: str = ""
    runs: int = 0


@dataclass(slots=True)
class _Writer:
    """Goes through the tags once."""

    formulas: list[Formula]
    builder: Builder = field(default_factory=Builder)
    dropped: list[str] = field(default_factory=list)
    style: int = Style.PLAIN
    open: list[_Open] = field(default_factory=list)
    hidden: int = 0

    def say(self, text: str) -> None:
        """Add text, in which sounds and formulas are found."""
        if self.hidden:
            return
        if self.style & Style.CODE or self.builder.top.name == "pre":
            source = PLACE.sub(lambda place: text_of(self.formulas[int(place[1])].source), text)
            self.builder.add(source, self.style)
            return
        if self.builder.top.name in _FRAMES and not text.strip():
            return
        if not _SPECIAL_START.search(text):
            self.builder.add(text, self.style)
            return
        at = 0
        for found in _SPECIAL.finditer(text):
            self.builder.add(text[at : found.start()], self.style)
            at = found.end()
            if found[1]:
                self._refer(found[1], found[1])
            elif found[2]:
                self.builder.add(self.formulas[int(found[2])].markdown, Style.RAW)
            elif found[3]:
                self.builder.add(found[3], Style.RAW)
        self.builder.add(text[at:], self.style)

    def tag(self, tag: Tag) -> None:
        """Do what a tag says."""
        if tag.name in _DROPPED and not tag.closing:
            self.dropped.append(tag.name)
        if tag.name in _STYLES or tag.name == "a":
            self._inline(tag)
        elif tag.name in _MEANINGS and not self.hidden:
            _MEANINGS[tag.name](self, tag)

    def _inline(self, tag: Tag) -> None:
        if tag.closing:
            self._close(tag.name)
        elif len(self.open) < _STACK_MOST:
            said = attributes(tag) if tag.inside and tag.name in ("a", "span", "font", "b") else {}
            look = said.get("style", "")
            opened = _Open(tag.name, self.style, bool(look and _HIDDEN.search(look)), said.get("href", ""))
            opened.runs = len(self.builder.top.runs)
            self.open.append(opened)
            self.hidden += opened.hidden
            self.style |= _STYLES.get(tag.name, Style.PLAIN)
            if self.builder.top.name == "pre" and tag.name == "code":
                self.builder.top.note = self.builder.top.note or _language(tag)
            if look and _BOLD.search(look):
                self.style |= Style.BOLD
            if look and _SLANTED.search(look):
                self.style |= Style.ITALIC

    def _close(self, name: str) -> None:
        """End the innermost open tag of a name, and those within it."""
        if not self.open or (self.open[-1].name != name and all(one.name != name for one in self.open)):
            return
        while True:
            opened = self.open.pop()
            self.style = opened.before
            self.hidden -= opened.hidden
            if opened.href:
                self._link(opened)
            if opened.name == name:
                return

    def _link(self, opened: _Open) -> None:
        """Make a link of the runs since a tag, where they stand in one line and it leads outside."""
        runs = self.builder.top.runs
        text = line(runs[opened.runs :])
        if not text or not _FAR.match(opened.href):
            return
        del runs[opened.runs :]
        runs.append(Run(f"[{text}]({_target(opened.href)})", Style.RAW))

    def block(self, tag: Tag) -> None:
        """Begin or end a block."""
        name = tag.name
        if tag.closing:
            self.builder.close(name)
            return
        self.builder.close_implied(_IMPLIED.get(name, ()), _BARRIERS.get(name, ()))
        self.builder.open(name, _language(tag) if name == "pre" else "")

    def end_line(self, _tag: Tag) -> None:
        """Begin another line, as `<div>` does."""
        self.builder.end_line()

    def break_line(self, _tag: Tag) -> None:
        """Begin another line, as `<br>` does."""
        self.builder.break_line()

    def end_paragraph(self, _tag: Tag) -> None:
        """Begin another paragraph."""
        self.builder.end_paragraph()

    def rule(self, _tag: Tag) -> None:
        """Draw a line."""
        self.builder.rule()

    def reading(self, tag: Tag) -> None:
        """Put how characters are read in brackets."""
        self.say(")" if tag.closing else "(")

    def medium(self, tag: Tag) -> None:
        """Refer to an image, a sound or a film."""
        said = {} if tag.closing else attributes(tag)
        source = said.get(_MEDIA[tag.name], "")
        if source.startswith("data:"):
            self.dropped.append("data:")
        elif source:
            name = source if _FAR.match(source) else unquote(source)
            self._refer(name, said.get("alt", ""), is_image=tag.name == "img")

    def _refer(self, name: str, text: str, *, is_image: bool = False) -> None:
        """Add a reference to a medium by its name, or to an address."""
        if _SCHEME.match(name) and not _FAR.match(name):
            return
        label = plain(text or ("" if is_image else name)).replace("[", "").replace("]", "")
        self.builder.add(f"{'!' if is_image else ''}[{label}]({_target(name)})", Style.RAW)


_MEANINGS: Mapping[str, Callable[[_Writer, Tag], None]] = {
    **dict.fromkeys(_BLOCKS, _Writer.block),
    **dict.fromkeys(_LINES, _Writer.end_line),
    **dict.fromkeys(_MEDIA, _Writer.medium),
    "br": _Writer.break_line,
    "p": _Writer.end_paragraph,
    "hr": _Writer.rule,
    "rt": _Writer.reading,
}
"""What tags beside the inline ones mean."""


def _language(tag: Tag) -> str:
    """Return the language of code that the tag around it names."""
    found = _LANGUAGE.search(tag.inside)
    return found[1] if found else ""


def _target(address: str) -> str:
    """Return an address or a file name as a link has it."""
    bare = address.replace("\n", " ").strip()
    if re.search(r"[\s()<>\\]", bare):
        return "<" + re.sub(r"[<>\\]", lambda char: "\\" + char[0], bare) + ">"
    return bare
