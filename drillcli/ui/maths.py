r"""TeX mathematics as Unicode: `\frac{2PR}{P+R}` becomes 2PR/(P + R)."""

import re
import unicodedata

from unicodeit import data  # type: ignore[import-untyped]

from drillcli.ui.atoms import Atom, Kind, join, one, quotient, scripted, small

_SIGN = re.compile(r"\\[a-zA-Z]+|\\.|\s+|.", re.DOTALL)
_SYMBOLS: dict[str, str] = dict(data.REPLACEMENTS) | {
    r"\!": "",
    r"\,": " ",
    r"\:": " ",
    r"\;": " ",
    r"\ ": " ",
    r"\quad": "  ",
    r"\qquad": "   ",
    r"\\": " ",
    r"\cdot": "·",
    r"\dots": "…",
    r"\dotsc": "…",
    r"\dotsb": "⋯",
    r"\colon": ":",
    r"\star": "*",
    r"\ast": "*",
    r"\langle": "⟨",
    r"\rangle": "⟩",
    r"\lVert": "‖",
    r"\rVert": "‖",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\lbrace": "{",
    r"\rbrace": "}",
    r"\epsilon": "ε",
    r"\phi": "φ",
    r"\bmod": "mod",
    r"\xrightarrow": "→",
}
_MARKS: dict[str, str] = dict(data.COMBININGMARKS) | {
    r"\bar": "\u0304",
    r"\widehat": "\u0302",
    r"\widetilde": "\u0303",
    r"\overrightarrow": "\u20d7",
}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NAMES = _set(
    "arccos arcsin arctan arg argmax argmin cos cosh cot det dim exp gcd inf ker lim liminf limsup ln log max min mod"
    " Pr sin sinh softmax sup tan tanh"
)
_WORDS = _set(
    r"\text \textbf \textit \textrm \texttt \mathrm \mathit \mathsf \mathtt \mbox \operatorname \boldsymbol \bm"
)
_FONTS = _set(r"\mathbb \mathcal \mathbf \mathfrak \mathscr \mathds")
_DELIMITERS = _set(r"\left \right \middle")
_IGNORED = _DELIMITERS | _set(
    r"\big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \limits \nolimits \displaystyle \textstyle \underbrace \overbrace"
)
BRACKETS = {
    "pmatrix": "()",
    "bmatrix": "[]",
    "matrix": "[]",
    "vmatrix": "||",
    "Vmatrix": "‖‖",
    "Bmatrix": "{}",
    "cases": ("{", ""),
}
_KINDS = (
    dict.fromkeys("+−±∓×÷·⋅∘⊕⊗⊙∪∩∧∨∖⊎*", Kind.BIN)
    | dict.fromkeys("∑∏∐∫∬∭∮⋃⋂⨁⨂", Kind.BIG)
    | dict.fromkeys(["(", "[", "{", "⟨", "⌊", "⌈", r"\lVert", r"\lvert", r"\{", r"\lbrace"], Kind.OPEN)
    | dict.fromkeys([")", "]", "}", "⟩", "⌋", "⌉", r"\rVert", r"\rvert", r"\}", r"\rbrace"], Kind.CLOSE)
    | dict.fromkeys(",;:", Kind.PUNCT)
    | dict.fromkeys("=<>∈∉∋∣∥⊢⊨≔∝⊥", Kind.REL)
)
_RELATIONS = (("\u2190", "\u21ff"), ("\u27f0", "\u27ff"), ("\u223c", "\u228b"))  # arrows, comparisons, subsets


def to_unicode(tex: str) -> str:
    """Return the formula `tex` (without its dollars) as Unicode text; an unknown command stays as written."""
    try:
        return join(Reader(signs(tex)).atoms()).strip()
    except RecursionError:  # hundreds of nested braces: no formula
        return tex


def signs(tex: str) -> list[str]:
    """Return the commands, characters and spaces that a formula consists of."""
    return _SIGN.findall(tex)


def _symbol(name: str) -> Atom:
    """Return the atom of a command or a character."""
    symbol = {"-": "−", "~": " "}.get(name) or _SYMBOLS.get(name, "")
    if not symbol and name not in _SYMBOLS:
        symbol = name[1:] if name[1:] in _NAMES else name
    if symbol in _NAMES or symbol[:1] == "\\":
        return Atom(symbol, Kind.NAME)
    related = len(symbol) == 1 and any(low <= symbol <= high for low, high in _RELATIONS)
    return Atom(symbol, Kind.REL if related else _KINDS.get(name, _KINDS.get(symbol, Kind.ORD)))


class Reader:
    """Reads atoms off a list of signs (commands, characters, spaces), by recursive descent."""

    def __init__(self, signs: list[str]) -> None:
        self._signs = signs
        self._at = 0

    def atoms(self, end: str = "") -> list[Atom]:
        """Read until the sign `end`, or to the end of the formula."""
        found: list[Atom] = []
        while (sign := self._next()) and sign != end:
            if sign not in ("_", "^", "'"):
                found += self._read(sign)
                continue
            while found and found[-1].kind is Kind.GAP:
                found.pop()
            base = found.pop() if found else Atom("")
            script = [Atom("′")] if sign == "'" else self._argument()
            found.append(self.script(base, "_" if sign == "_" else "^", script))
        return found

    def script(self, base: Atom, mark: str, script: list[Atom]) -> Atom:
        """Return an atom with a script below ("_") or above ("^") it."""
        return scripted(base, mark, script)

    def group(self, inner: list[Atom]) -> Atom:
        """Return what stands in braces as one atom."""
        return Atom(join(inner))

    def _next(self) -> str:
        self._at += 1
        return self._signs[self._at - 1] if self._at <= len(self._signs) else ""

    def _take(self, *signs: str) -> bool:
        """Skip the next sign if it is one of `signs`."""
        taken = self._at < len(self._signs) and self._signs[self._at] in signs
        self._at += taken
        return taken

    def _skip_spaces(self) -> None:
        while self._at < len(self._signs) and self._signs[self._at].isspace():
            self._at += 1

    def _argument(self) -> list[Atom]:
        self._skip_spaces()
        sign = self._next()
        return self.atoms("}") if sign == "{" else self._read(sign)

    def _verbatim(self) -> str:
        """Read a `{…}` of words, or one sign."""
        self._skip_spaces()
        sign = self._next()
        if sign != "{":
            return sign
        words, depth = "", 1
        while depth and (sign := self._next()):
            depth += {"{": 1, "}": -1}.get(sign, 0)
            words += "" if sign in "{}" else sign.removeprefix("\\")
        return words

    def _read(self, sign: str) -> list[Atom]:
        if sign.isspace():
            return [Atom(" ", Kind.GAP)]
        if sign == "{":
            inner = self.atoms("}")
            return inner if len(inner) == 1 else [self.group(inner)]
        if len(sign) == 1:
            return [_symbol(sign)]
        self._skip_spaces()
        return self._command(sign)

    def _command(self, name: str) -> list[Atom]:
        if name in _IGNORED:
            if name in _DELIMITERS:
                self._take(".")
            return []
        if name in _WORDS:
            self._take("*")
            return [Atom(self._verbatim(), Kind.NAME if name == r"\operatorname" else Kind.ORD)]
        if name in _FONTS:
            return [Atom("".join(_SYMBOLS.get(f"{name}{{{char}}}", char) for char in self._verbatim()))]
        if name in _MARKS:
            return [Atom(_marked(join(self._argument()), _MARKS[name], each=name in (r"\overline", r"\underline")))]
        structure = _STRUCTURES.get(name)
        return [getattr(self, structure)(name)] if structure else [_symbol(name)]

    def fraction(self, _name: str) -> Atom:
        """Read what is above and what is below."""
        return quotient(self._argument(), self._argument())

    def root(self, _name: str) -> Atom:
        """Read the degree, where there is one, and what is under the root."""
        degree = join(self.atoms("]"), tight=True) if self._take("[") else ""
        root = {"": "√", "3": "∛", "4": "∜"}.get(degree) or small("^", degree) + "√"
        return Atom(root + one(self._argument()))

    def choose(self, _name: str) -> Atom:
        """Read the two numbers of a binomial coefficient."""
        return Atom(f"C({join(self._argument())}, {join(self._argument())})")

    def modulo(self, _name: str) -> Atom:
        """Read the number that stands in brackets after a congruence."""
        return Atom(f" (mod {join(self._argument())})")

    def negation(self, _name: str) -> Atom:
        """Read the sign that is struck through."""
        atom = next(iter(self._argument()), Atom(""))
        return Atom(_marked(atom.text, "\u0338"), atom.kind)

    def stack(self, name: str) -> Atom:
        """Read what is set above or below a sign, and the sign."""
        script, base = self._argument(), self._argument()
        kind = base[0].kind if base else Kind.ORD
        return self.script(Atom(join(base), kind), "_" if name == r"\underset" else "^", script)

    def environment(self, _name: str) -> Atom:
        r"""Read `\begin{name} a & b \\ c & d \end{name}`: rows apart by semicolons, cells by commas."""
        opening, closing = BRACKETS.get(self._environment_name(), ("", ""))
        rows = self._rows()
        lines = [(", " if opening else " ").join(join(Reader(cell).atoms()) for cell in row) for row in rows]
        return Atom(opening + "; ".join(line.strip() for line in lines if line.strip()) + closing)

    def _environment_name(self) -> str:
        """Read the name of an environment, and pass over the columns that an array names."""
        name = self._verbatim().rstrip("*")
        if name == "array":
            self._verbatim()
        return name

    def _rows(self) -> list[list[list[str]]]:
        """Read the signs of each cell of each row, and the end of the environment; those within keep their own."""
        rows: list[list[list[str]]] = [[[]]]
        depth = 0
        while (sign := self._next()) and (depth or sign != r"\end"):
            depth += {r"\begin": 1, "{": 1, r"\end": -1, "}": -1}.get(sign, 0)
            if sign == r"\\" and not depth:
                rows.append([[]])
                self._length()
            elif sign == "&" and not depth:
                rows[-1].append([])
            else:
                rows[-1][-1].append(sign)
        self._verbatim()
        return [row for row in rows if any(sign.strip() for cell in row for sign in cell)]

    def _length(self) -> None:
        r"""Pass over the length that may follow `\\`, such as `[2pt]`."""
        if self._take("["):
            while (sign := self._next()) and sign != "]":
                pass


def _marked(text: str, mark: str, *, each: bool = False) -> str:
    """Return `text` with a combining mark on its last character, or on each."""
    return unicodedata.normalize("NFC", "".join(char + mark for char in text) if each else text + mark)


_STRUCTURES = {
    **dict.fromkeys([r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"], "fraction"),
    r"\sqrt": "root",
    r"\binom": "choose",
    r"\pmod": "modulo",
    r"\not": "negation",
    **dict.fromkeys([r"\overset", r"\underset", r"\stackrel"], "stack"),
    r"\begin": "environment",
}
"""The methods of `Reader` that read what follows a command."""
