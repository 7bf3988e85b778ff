"""Mutations: bytes, lines, words, splices, and trees of values; everything is drawn from the given `Random`."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

LONGEST = 32 << 10
"""No input is longer (bytes), so that what takes 5 s is a hang and not work."""

WORDS = (
    "", " ", "\t", "\n", "\r", "\r\n\r\n", "\0", "\x1b[2J", "\x1b]8;;http://x\x07y", "\x9b31m", "\u202e",
    "\u2067", "\u2028", "\u200b", "\ufeff", "\ufffe", "\U000e0041", "e" + "\u0301" * 300, "👨‍👩‍👧‍👦", "🇨🇳🇨",
    "ﷺ", "ß", "İ", "ﬁ", "²", "٣", "１２", "中文，。", "「", "：", "|", "||", "---", "***", "===", "- ", "1. ",
    "> ", "# ", "####### ", "```", "~~~", "$", "$$", "\\", "\\frac{", "\\begin{matrix}", "\\left(", "^{", "_",
    "&#27;", "&#x202e;", "&amp;", "&#99999999;", "<b>", "</", "<!--", "<script>", "{{", "}}", "{{c1::", "::",
    "{{a::b}}", "{0}", "{x.__class__}", "%s", "%n", "[[", "](", "![](", "[^1]", "[x]: <",
    "../../../../etc/passwd", "/dev/zero", "file:///", "con", "-", "--help", "a" * 300, "0", "-0", "-1",
    "9" * 5000, "1e999", "nan", "inf", "0x10", "1_000", "9223372036854775808", "true", "null", "~", "no",
    "2026-02-30", "9999-12-31T23:59:59+14:00", "0001-01-01", "Q: ", "A: ", "C: ", "问：", "答：", "Q1.", "A)",
    "**Q:** ", "Answer:", "[", "]", "{", "}", ",", ";", ":", '"', "'", "&a ", "*a",
    "!!python/object/apply:os.system ", "? ", "%YAML 1.3\n", "#separator:tab\n", "#guid column:1\n",
)  # fmt: skip
"""What readers may stumble over."""

BRACKETS = (
    *("[", "{", "(", "> ", "- ", "  ", "<div>", "<ul><li>", "**", "_", "`", "$", "{{", "\\frac{", "[[", "![", '"'),
    *("<b>", "&"),
)


def mutated(rng: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Return `data` after one to six mutations; `others` are spliced in."""
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        data = rng.choice(_BYTES)(rng, data, others)
    return data[:LONGEST]


def _place(rng: Random, data: bytes) -> int:
    return rng.randrange(len(data) + 1)


def _flip(rng: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    made = bytearray(data)
    for _ in range(rng.choice((1, 3, 30)) if made else 0):
        made[rng.randrange(len(made))] = rng.randrange(256)
    return bytes(made)


def _cut(rng: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    at = _place(rng, data)
    return data[:at] + data[at + rng.choice((1, 4, 40, 400)) :]


def _break_off(rng: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return data[: _place(rng, data)]


def _put(rng: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    at = _place(rng, data)
    return data[:at] + rng.choice(WORDS).encode() * rng.choice((1, 1, 1, 2, 50)) + data[at:]


def _nest(rng: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    at = _place(rng, data)
    return data[:at] + rng.choice(BRACKETS).encode() * rng.choice((5, 100, 2000)) + data[at:]


def _flood(rng: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    """Repeat a word or two so often that whatever takes the square of a length is felt."""
    at = _place(rng, data[:2000])
    run = "".join(rng.choice((*WORDS, *BRACKETS, *"ab1")) for _ in range(rng.choice((1, 2, 3)))).encode()
    return data[:at] + run * (rng.choice((4 << 10, 28 << 10)) // (len(run) or 1)) + data[at:]


def _splice(rng: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = rng.choice(others)
    start = _place(rng, other)
    at = _place(rng, data)
    return data[:at] + other[start : start + rng.choice((20, 400, 4000))] + data[at:]


def _lines(rng: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Move, repeat, drop, indent or replace whole lines."""
    lines = data.splitlines(keepends=True) or [b""]
    at = rng.randrange(len(lines))
    run = lines[at : at + rng.choice((1, 2, 10))]
    act = rng.randrange(6)
    if act in (0, 1, 2):
        lines[at : at + len(run)] = []
    if act == 0:
        to = rng.randrange(len(lines) + 1)
        lines[to:to] = run
    elif act == 1:
        lines[at:at] = run * rng.choice((2, 3, 200))
    elif act == 3:
        lines[at] = rng.choice((b" ", b"  ", b"\t", b"    ", b"> ", b"- ", b"# ", b"| ")) + lines[at]
    elif act == 4:
        lines[at] = lines[at].lstrip()
    elif act == 5:
        lines[at:at] = rng.choice(rng.choice(others).splitlines(keepends=True) or [b""]).splitlines(keepends=True)
    return b"".join(lines)


def _breaks(rng: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return data.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"\xe2\x80\xa8", b" ", b"\xc2\x85")))


def _recoded(rng: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    encoding = rng.choice(("utf-16", "gb18030", "utf-8-sig", "utf-16-be", "utf-7"))
    return data.decode("utf-8", "replace").encode(encoding, "replace")


_BYTES: tuple[Callable[[Random, bytes, Sequence[bytes]], bytes], ...] = (
    _flip, _cut, _break_off, _put, _put, _put, _nest, _flood, _splice, _splice, _lines, _lines, _lines, _breaks,
    _recoded,
)  # fmt: skip


def changed(rng: Random, tree: Any) -> Any:
    """Return a tree of mappings, lists and scalars with one to four of its nodes changed."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        nodes = list(_nodes(tree))
        path = rng.choice(nodes)
        tree = _at(tree, path, lambda value: _odd(rng, value, _found(tree, rng.choice(nodes))))  # noqa: B023
    return tree


def _nodes(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(found for key, value in inner for found in _nodes(value, (*path, key)))]


def _found(tree: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def _at(tree: Any, path: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(tree)
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[path[0]] = _at(tree[path[0]], path[1:], change)
    return copy


def _odd(rng: Random, value: Any, other: Any) -> Any:
    """Return something in the place of a node; `other` is a node from elsewhere."""
    if isinstance(value, str) and rng.random() < 0.5:
        return text(rng, value)
    if isinstance(value, dict) and value and rng.random() < 0.5:
        key = rng.choice(list(value))
        kept = {name: item for name, item in value.items() if name != key}
        return kept if rng.random() < 0.5 else {**kept, rng.choice((*WORDS, "id", "q", "a", "cloze", "answer")): other}
    if isinstance(value, list) and value and rng.random() < 0.5:
        return rng.sample(value, len(value)) + value[: rng.choice((0, 1, 100))]
    scalars = (None, True, 0, -1, 2**63, 1e308, float("inf"), [], {}, [[[[]]]], {"": ""}, {"en": "x", "zh": ["y"]})
    return rng.choice((other, [value], {"en": value}, rng.choice(WORDS), rng.choice(scalars), [value] * 300))


def text(rng: Random, value: str) -> str:
    """Return a text with something put into it."""
    at = rng.randrange(len(value) + 1)
    return value[:at] + rng.choice(WORDS) + value[at + rng.choice((0, 0, 5)) :]
