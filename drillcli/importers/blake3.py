"""BLAKE3, by which hashcards and repeater know their cards: texts of some hundred bytes, so plain Python will do.

Source: the BLAKE3 paper (O'Connor, Aumasson, Neves, Wilcox-O'Hearn), sections 2.1 to 2.5. About a millisecond a card.
"""

import struct
from collections.abc import Sequence

_IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
_PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
_CHUNK_START, _CHUNK_END, _PARENT, _ROOT = 1, 2, 4, 8
_CHUNK, _BLOCK, _ROUNDS = 1024, 64, 7
_MIXED = (  # the four columns, then the four diagonals
    *((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)),
    *((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)),
)
_MASK = 0xFFFFFFFF

_Words = Sequence[int]
_Node = tuple[_Words, _Words, int, int, int]
"""What is left to compress: chaining value, message words, counter, length of the block, flags."""


def blake3(data: bytes) -> str:
    """Return the 32-byte hash of `data` in hexadecimal."""
    node = _tree(data, 0)
    return struct.pack("<8I", *_compress(node, _ROOT)).hex()


def _tree(data: bytes, counter: int) -> _Node:
    """Return the node over `data`, whose first chunk has the number `counter`."""
    if len(data) <= _CHUNK:
        return _chunk(data, counter)
    half = _CHUNK
    while half * 2 < len(data):  # the left side is the largest power of two of whole chunks that leaves something
        half *= 2
    left, right = _tree(data[:half], counter), _tree(data[half:], counter + half // _CHUNK)
    return _IV, (*_compress(left), *_compress(right)), 0, _BLOCK, _PARENT


def _chunk(data: bytes, counter: int) -> _Node:
    chaining: _Words = _IV
    blocks = range(0, max(len(data), 1), _BLOCK)
    for at in blocks:
        block = data[at : at + _BLOCK]
        flags = (_CHUNK_START if at == 0 else 0) | (_CHUNK_END if at == blocks[-1] else 0)
        node = (chaining, struct.unpack("<16I", block.ljust(_BLOCK, b"\0")), counter, len(block), flags)
        if at != blocks[-1]:
            chaining = _compress(node)
    return node


def _compress(node: _Node, flag: int = 0) -> _Words:
    """Return the chaining value of a node: the first half of the compressed state."""
    chaining, message, counter, length, flags = node
    v = [*chaining, *_IV[:4], counter & _MASK, counter >> 32, length, flags | flag]
    for number in range(_ROUNDS):
        for pair, (a, b, c, d) in enumerate(_MIXED):
            for word, turn_d, turn_b in ((message[2 * pair], 16, 12), (message[2 * pair + 1], 8, 7)):
                v[a] = (v[a] + v[b] + word) & _MASK
                x = v[d] ^ v[a]
                v[d] = (x >> turn_d | x << 32 - turn_d) & _MASK
                v[c] = (v[c] + v[d]) & _MASK
                x = v[b] ^ v[c]
                v[b] = (x >> turn_b | x << 32 - turn_b) & _MASK
        if number < _ROUNDS - 1:
            message = [message[place] for place in _PERMUTATION]
    return [low ^ high for low, high in zip(v[:8], v[8:], strict=True)]
