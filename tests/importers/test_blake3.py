"""BLAKE3 in plain Python gives the hashes that other programs give."""

import pytest

from drillcli.importers.blake3 import blake3

VECTORS = {  # test_vectors/test_vectors.json of the reference implementation: bytes 0, 1, …, 250, 0, …
    0: "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
    1: "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
    1024: "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7",
    1025: "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
    5120: "9cadc15fed8b5d854562b26a9536d9707cadeda9b143978f319ab34230535833",
}


@pytest.mark.parametrize(("length", "hexadecimal"), VECTORS.items())
def test_the_published_vectors_come_out(length: int, hexadecimal: str) -> None:
    """One block, one chunk, two chunks, and a tree that is not full."""
    assert blake3(bytes(number % 251 for number in range(length))) == hexadecimal


def test_hashcards_own_vector_comes_out() -> None:
    """It stands in hashcards' tests (src/types/card_hash.rs)."""
    assert blake3(b"test") == "4878ca0425c739fa427f7eda20fe845f6b2e46ba5fe2a14df5b1e32f50603215"
