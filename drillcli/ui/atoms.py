"""Atoms of a formula in Unicode: scripts, fractions, and the spaces between neighbours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from unicodeit import data  # type: ignore[import-untyped]


class Kind(Enum):
    """TeX's classes of atoms: what stands next to what decides the space between them (TeXbook, chapter 18)."""

    ORD = auto()
    NAME = auto()  # log, max, softmax
    BIG = auto()  # sums, products, integrals
    BIN = auto()
    REL = auto()
    OPEN = auto()
    CLOSE = auto()
    PUNCT = auto()
    FRACTION = auto()
    GAP = auto()  # a space in the source; kept between operands only


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a formula that stays together."""

    text: str
    kind: Kind = Kind.ORD


_OPERANDS = (Kind.ORD, Kind.CLOSE, Kind.FRACTION)
_FULL_SIZE = re.compile(r"[_^][^\s()]+$")
_SCRIPTS: dict[str, str] = dict(data.SUBSUPERSCRIPTS) | {
    "^⊤": "ᵀ",
    "^∗": "*",
    "^∘": "°",
    "^′": "′",
    "^†": "†",
    "^V": "ⱽ",
}


def small(mark: str, text: str) -> str:
    """Return `text` as a subscript (mark "_") or superscript ("^"), at full size where Unicode lacks a character."""
    chars = [_SCRIPTS.get(mark + char, "") for char in text]
    if all(chars):
        return "".join(chars)
    word = len(text) == 1 or (mark == "_" and text.isalnum())
    return mark + (text if word else f"({text})")


def scripted(base: Atom, mark: str, script: Sequence[Atom]) -> Atom:
    """Return `base` with `script` below ("_") or above ("^") it."""
    fraction = base.kind is Kind.FRACTION
    text = f"({base.text})" if fraction else base.text
    return Atom(text + small(mark, join(script, tight=True)), Kind.ORD if fraction else base.kind)


def one(atoms: Sequence[Atom]) -> str:
    """Return the text of `atoms`, in brackets unless it reads as one thing: x, ∂w, P(x), 12, TP."""
    text = join(atoms)
    solid = [atom for atom in atoms if atom.kind is not Kind.GAP]
    single = len(solid) == 1 and solid[0].kind is not Kind.FRACTION
    differential = len(solid) == 2 and solid[0].text in ("∂", "∇", "Δ", "d") and solid[1].kind is Kind.ORD
    call = re.fullmatch(r"[^\s()]\([^()]*\)", text) is not None
    plain = text.isascii() and (text.isdigit() or (text.isalpha() and text.isupper()))
    return text if single or differential or call or plain else f"({text})"


def quotient(above: Sequence[Atom], below: Sequence[Atom]) -> Atom:
    """Return `above` over `below` on one line."""
    product = all(atom.kind in (Kind.ORD, Kind.GAP, Kind.OPEN, Kind.CLOSE) for atom in above)
    return Atom((join(above) if product else one(above)) + "/" + one(below), Kind.FRACTION)


def join(atoms: Sequence[Atom], *, tight: bool = False) -> str:
    """Return the atoms with the spaces that TeX would set; `tight`, as in a script, only around names."""
    return "".join(" " * spaced + atom.text for spaced, atom in settled(atoms, tight=tight))


def settled(atoms: Sequence[Atom], *, tight: bool = False) -> Iterator[tuple[bool, Atom]]:
    """Yield the atoms but for the gaps, as what they are among their neighbours, and whether a space comes before."""
    left: Atom | None = None
    gap = False
    for at, atom in enumerate(atoms):
        if atom.kind is Kind.GAP:
            gap = True
            continue
        after = next((other for other in atoms[at + 1 :] if other.kind is not Kind.GAP), None)
        right = _settled(atom, left, after)
        yield left is not None and _spaced(left, right, gap=gap, tight=tight), right
        left, gap = right, False


def _settled(atom: Atom, left: Atom | None, after: Atom | None) -> Atom:
    """Return a sign without a left operand as clinging to its right, and a factor that is a fraction in brackets."""
    if atom.kind is Kind.BIN and (left is None or left.kind not in _OPERANDS):
        return replace(atom, kind=Kind.OPEN)
    factor = (left and left.kind in (*_OPERANDS, Kind.NAME, Kind.BIG)) or (
        after and after.kind in (Kind.ORD, Kind.OPEN)
    )
    if atom.kind is Kind.FRACTION and factor:
        return Atom(f"({atom.text})")
    return atom


def _spaced(left: Atom, right: Atom, *, gap: bool, tight: bool) -> bool:
    kinds = (left.kind, right.kind)
    if left.kind is Kind.OPEN or right.kind in (Kind.CLOSE, Kind.PUNCT):
        return False
    if Kind.NAME in kinds or Kind.BIG in kinds:
        return right.kind is not Kind.OPEN
    if tight:
        return False
    if Kind.REL in kinds or Kind.BIN in kinds:
        return True
    if left.kind is Kind.PUNCT:
        return gap or not (left.text == "," and right.text[:1].isdigit())
    return gap or (right.kind is Kind.ORD and _FULL_SIZE.search(left.text) is not None)
