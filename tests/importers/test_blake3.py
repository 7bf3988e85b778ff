"""The hash of hashcards and repeater: from its library, or a line that says how to install it."""

import sys

import pytest

from drillcli.errors import DrillError
from drillcli.importers.blake3 import blake3


def test_the_hash():
    """It is the one of which hashcards' own test for the text "test" knows the digits."""
    assert blake3(b"test") == "4878ca0425c739fa427f7eda20fe845f6b2e46ba5fe2a14df5b1e32f50603215"


def test_without_the_library(monkeypatch):
    """One line says what is missing, and the remedy."""
    monkeypatch.setitem(sys.modules, "blake3", None)
    with pytest.raises(DrillError, match=r"pip install 'drillcli\[hashcards\]'"):
        blake3(b"test")
