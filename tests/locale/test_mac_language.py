"""The language of macOS, where a terminal sets no locale."""

import plistlib
from pathlib import Path
from typing import Any

import pytest

from drillcli.config import language
from drillcli.locale.mac import PREFERENCES, preferred


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home on macOS."""
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (tmp_path / PREFERENCES).parent.mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(("said", "expected"), [
    ({"AppleLanguages": ["zh-Hans-US", "en-US"]}, "zh"),
    ({"AppleLanguages": ["en-CN", "zh-Hans-CN"]}, "en"),
    ({"AppleLanguages": []}, "en"),
    ({}, "en"),
    ([], "en"),
])  # fmt: skip
@pytest.mark.parametrize("format_", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_the_first_language_counts(home: Path, said: Any, expected: str, format_: plistlib.PlistFormat):
    """LC_CTYPE says nothing of languages: the terminal sets it to UTF-8 where it knows no locale."""
    (home / PREFERENCES).write_bytes(plistlib.dumps(said, fmt=format_))
    assert language(None, "", {"LC_CTYPE": "UTF-8"}) == expected
    assert language(None, "", {"LANG": "de_DE.UTF-8"}) == "en"
    assert language("en", "", {}) == language(None, "en", {}) == "en"


@pytest.mark.parametrize("data", [None, b"", b"bplist00", b"<plist><dict>", b"\xff" * 40])
def test_what_cannot_be_read_is_nothing(home: Path, data: bytes | None):
    """Preferences that are not there, or damaged."""
    if data is not None:
        (home / PREFERENCES).write_bytes(data)
    assert preferred(home) == ""
    assert language(None, "", {}) == "en"
