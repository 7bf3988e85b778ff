"""Media: their names are never trusted, their bytes are unpacked when they are wanted."""

import json
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest
from package_cases import Content, basic, entry, message, package, varint

from drillcli.errors import DrillError
from drillcli.importers.apkg import wire
from drillcli.importers.apkg.package import read

CONTENT = Content([basic("<img src='a%20b.png'>", "[sound:声.mp3]")])
BAD = ["../up", "/etc/passwd", "a/b", "a\\b", "C:x", ".hidden", "..", "", "nul", "COM1.txt", "x\0y", "end. ", "é" * 200]


@pytest.mark.parametrize("generation", ["anki2", "anki21", "anki21b"])
def test_texts_and_media_name_each_other_alike(tmp_path: Path, generation: str):
    """An address in a text is decoded, as the list of media has the name."""
    media = {"a b.png": b"\x89PNG" * 500, "声.mp3": b"", "unused": b"x"}
    parcel = read(package(tmp_path / "p.apkg", CONTENT, generation, media))
    assert {name: data() for name, data in parcel.media.items()} == media
    assert [dict(note.fields) for note in parcel.notes] == [{"q": "![](<a b.png>)", "a": "[声.mp3](声.mp3)"}]


@pytest.mark.parametrize("generation", ["anki21", "anki21b"])
def test_names_that_lead_elsewhere(tmp_path: Path, generation: str):
    """Paths, devices, hidden files and what no file system takes are left out, the others are not."""
    media = dict.fromkeys(BAD, b"evil") | {"good.png": b"fine"}
    parcel = read(package(tmp_path / "p.apkg", CONTENT, generation, media))
    assert list(parcel.media) == ["good.png"]
    assert {one.why for one in parcel.left_out} == {"its name is no plain file name"}
    assert len(parcel.left_out) == len(BAD)
    assert all(one.where.isprintable() for one in parcel.left_out)


def test_links_and_missing_files(tmp_path: Path):
    """A member that stands for a symbolic link is not followed and not taken."""
    path = package(tmp_path / "p.apkg", CONTENT, "anki21", {"real": b"x"})
    with ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist() if name != "media"}
    with ZipFile(path, "w") as new:
        for name, data in kept.items():
            new.writestr(name, data)
        link = ZipInfo("7")
        link.external_attr = 0o120777 << 16
        new.writestr(link, "/etc/passwd")
        new.writestr("media", json.dumps({"0": "real", "7": "link", "8": "gone"}))
    parcel = read(path)
    assert list(parcel.media) == ["real"]
    assert [(one.why, one.where) for one in parcel.left_out] == [
        ("it is a link, not a file", "link"),
        ("the package lists it, but does not have it", "gone"),
    ]


@pytest.mark.parametrize("listed", [b"{", b"[1]", b'{"0": ', b"\x0a\xff\xff", b"\x0a\x05abc", b"\x07", b"{" * 100_000])
def test_a_list_that_makes_no_sense(tmp_path: Path, listed: bytes):
    """It is refused before any note is read."""
    path = package(tmp_path / "p.apkg", CONTENT, "anki21")
    with ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("media", listed)
    with pytest.raises(DrillError, match="list of media"):
        read(path)


def test_a_file_larger_than_its_entry_says(tmp_path: Path):
    """The list tells the size; what unpacks to more is refused."""
    path = package(tmp_path / "p.apkg", CONTENT, "anki21b", {"a.png": b"xx"})
    with ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("media", message(1, entry("a.png", 1)))
    with pytest.raises(DrillError, match="far more"):
        read(path).media["a.png"]()


def test_the_wire():
    """Numbers, texts, fixed words; what is broken off or of no known type is an error."""
    data = b"\x08" + varint(300) + message(2, b"ab") + b"\x1d1234" + b"\x2112345678" + b"\xf8\x0f\x01"
    assert list(wire.fields(data)) == [(1, 300), (2, b"ab"), (3, b"1234"), (4, b"12345678"), (255, 1)]
    for broken in (b"\x08", b"\x08\xff", b"\x12\x05ab", b"\x1d12", b"\x0b", b"\x08" + b"\xff" * 11):
        with pytest.raises(ValueError):  # noqa: PT011 any of them
            list(wire.fields(broken))
