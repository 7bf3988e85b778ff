"""Pictures as what a terminal draws: what is written is what the protocols say, in the room there is."""

import os
import re
import sys
import warnings
from base64 import standard_b64decode
from io import BytesIO
from pathlib import Path

import pytest
from drawings import Image, saved

from drillcli.errors import DrillError
from drillcli.ui import images
from drillcli.ui.graphics import Frame
from drillcli.ui.images import CHUNK, measured, picture, png_size

FRAME = Frame(40, 10, (10, 20))


def test_kitty(tmp_path: Path):
    """A PNG goes as it is, in pieces of which only the last one says that it is; anything else becomes one."""
    path = saved(tmp_path / "a.png")
    noise = Image.frombytes("RGB", (120, 60), os.urandom(120 * 60 * 3))
    noise.save(path)
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", picture(path, "kitty", FRAME, 7))
    assert len(pieces) > 3
    assert pieces[0][0] == "a=T,f=100,q=2,i=7,p=1,C=1,m=1"
    assert [head for head, _text in pieces[1:]] == [*["m=1"] * (len(pieces) - 2), "m=0"]
    assert max(len(text) for _head, text in pieces) <= CHUNK
    assert standard_b64decode("".join(text for _head, text in pieces)) == path.read_bytes()
    other = "".join(re.findall(r"\x1b_G[^;]*;([^\x1b]*)\x1b\\", picture(saved(tmp_path / "a.gif"), "kitty", FRAME)))
    assert Image.open(BytesIO(standard_b64decode(other))).format == "PNG"
    assert "C=1,c=40,r=5,m=0;" in picture(saved(tmp_path / "wide.png", (1000, 250)), "kitty", FRAME)


@pytest.mark.parametrize("protocol", ["kitty", "iterm2"])
def test_a_large_file_is_made_smaller(tmp_path: Path, monkeypatch, protocol: str):
    """To what is to be seen of it; without the library it is no part of a card, and goes as it is to its own screen."""
    monkeypatch.setattr(images, "LARGE", 1000)
    path = tmp_path / "noise.png"
    Image.frombytes("RGB", (900, 300), os.urandom(900 * 300 * 3)).save(path)
    sent = re.findall(r"[;:]([\w+/=]{100,})", picture(path, protocol, FRAME))
    small = Image.open(BytesIO(standard_b64decode("".join(sent))))
    assert (small.format, small.size) == ("PNG", (400, 133))
    assert measured(path, protocol) == (900, 300)
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert measured(path, protocol) is None
    sent = re.findall(r"[;:]([\w+/=]{100,})", picture(path, protocol, FRAME))
    assert standard_b64decode("".join(sent)) == path.read_bytes()


def test_iterm2(tmp_path: Path, monkeypatch):
    """Any file as it is, in the cells that it takes; without Pillow only those of a PNG are known."""
    for name in ("a.png", "a.jpg", "a.webp"):
        path = saved(tmp_path / name)
        found = re.fullmatch(r"\x1b\]1337;File=inline=1;size=(\d+);(.*)preserveAspectRatio=1:(.*)\x07",
                             picture(path, "iterm2", FRAME))  # fmt: skip
        assert found is not None
        assert (int(found[1]), found[2]) == (path.stat().st_size, "width=12;height=3;")
        assert standard_b64decode(found[3]) == path.read_bytes()
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert ";width" in picture(tmp_path / "a.png", "iterm2", FRAME)
    assert ";width" not in picture(tmp_path / "a.jpg", "iterm2", FRAME)


def unsixelled(text: str) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the colour (in percent) of each pixel that sixels paint: a reader of its own, by DEC STD 070."""
    found = re.fullmatch(r'\x1bPq"1;1;\d+;\d+(.*)\x1b\\', text)
    assert found is not None
    registers, pixels, x, top, colour = {}, {}, 0, 0, 0
    for sign in re.finditer(r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|([$-])", found[1]):
        if sign[2]:
            registers[int(sign[1])] = tuple(map(int, sign.group(2, 3, 4)))
        elif sign[1]:
            colour = int(sign[1])
        elif sign[8]:
            x, top = 0, top + 6 * (sign[8] == "-")
        else:
            count, bits = int(sign[5] or 1), ord(sign[6] or sign[7]) - 63
            there = [top + at for at in range(6) if bits >> at & 1]
            pixels |= {(x + step, y): registers[colour] for step in range(count) for y in there}
            x += count
    return pixels


def test_sixel(tmp_path: Path):
    """Every pixel of the picture is painted once, in its colour; one that is too large is made smaller."""
    pixels = unsixelled(picture(saved(tmp_path / "a.png", (100, 50)), "sixel", FRAME))
    assert set(pixels) == {(x, y) for x in range(100) for y in range(50)}
    assert pixels[10, 10] == (100, 0, 0)
    assert pixels[90, 10] == (0, 100, 0)
    assert pixels[10, 45] == (0, 0, 100)
    assert pixels[90, 45] == (100, 100, 100)
    large = picture(saved(tmp_path / "b.png", (1000, 500)), "sixel", FRAME)
    assert large.startswith('\x1bPq"1;1;400;200#')


def test_what_is_transparent_is_white(tmp_path: Path):
    """Most drawings without a ground have dark lines."""
    clear = Image.new("RGBA", (20, 10), (0, 0, 0, 0))
    clear.paste((255, 0, 0, 255), (0, 0, 10, 10))
    clear.save(tmp_path / "a.png")
    pixels = unsixelled(picture(tmp_path / "a.png", "sixel", FRAME))
    assert (pixels[5, 5], pixels[15, 5]) == ((100, 0, 0), (100, 100, 100))


def test_a_photograph_stands_upright(tmp_path: Path):
    """As its camera was held."""
    turned = Image.new("RGB", (40, 20))
    turned.save(tmp_path / "a.jpg", exif=exif(orientation=6))
    assert measured(tmp_path / "a.jpg", "sixel") == (20, 40)


def exif(orientation: int):
    made = Image.Exif()
    made[0x0112] = orientation
    return made


def test_what_cannot_be_drawn(tmp_path: Path, monkeypatch):
    """Without a protocol, a vector picture, one without the library that reads it: a viewer has to open it."""
    monkeypatch.setattr(images, "LARGEST", 100_000)
    (tmp_path / "huge.png").write_bytes(bytes(100_001))
    assert picture(tmp_path / "huge.png", "kitty", FRAME) == ""
    assert measured(tmp_path / "huge.png", "kitty") is None
    path, vector = saved(tmp_path / "a.gif"), tmp_path / "a.svg"
    vector.write_text("<svg/>")
    png = saved(tmp_path / "b.png")
    assert picture(path, "", FRAME) == picture(vector, "kitty", FRAME) == ""
    assert measured(vector, "kitty") is None
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert picture(path, "sixel", FRAME) == picture(path, "kitty", FRAME) == ""
    assert measured(path, "iterm2") is measured(png, "sixel") is None
    assert measured(png, "iterm2") == (120, 60)
    assert picture(png, "kitty", FRAME).startswith("\x1b_G")


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\x89PNG\r\n\x1a\n0000IHDR" + bytes(8)])
def test_a_damaged_picture_is_one_line(tmp_path: Path, data: bytes):
    """It is told by its name; a PNG without its end, too."""
    path = tmp_path / "a.png"
    path.write_bytes(data)
    assert png_size(data) is None
    with pytest.raises(DrillError, match=r"a\.png: the picture cannot be read"):
        picture(path, "kitty", FRAME)
    saved(path, (400, 400))
    path.write_bytes(path.read_bytes()[:200])
    for protocol in ("kitty", "iterm2", "sixel"):
        with pytest.raises(DrillError, match=r"a\.png: the picture cannot be read"):
            measured(path, protocol)


def test_few_bytes_may_be_many_pixels(tmp_path: Path, monkeypatch):
    """A picture that would fill the memory is one line, and one that kitty does not take is made smaller first."""
    path = tmp_path / "a.png"
    Image.new("1", (7100, 7100)).save(path)
    for protocol in ("kitty", "iterm2", "sixel"):
        with pytest.raises(DrillError, match=r"cannot be read \(it has more than 50 million pixels\)"):
            measured(path, protocol)
    Image.new("1", (10_001, 10)).save(path)
    assert measured(path, "kitty") == (10_001, 10)
    sent = re.findall(r"\x1b_G[^;]*;([^\x1b]*)\x1b\\", picture(path, "kitty", FRAME))
    assert Image.open(BytesIO(standard_b64decode("".join(sent)))).size == (400, 1)


@pytest.mark.parametrize("fault", [RuntimeError("Failed to decode frame 0"), KeyError(3)])
def test_a_reader_may_fail_as_it_likes(tmp_path: Path, monkeypatch, fault: Exception):
    """As that of AVIF does; and what it warns of is not written onto the screen."""

    def fails(_file):
        warnings.warn("Corrupt EXIF data", stacklevel=1)
        raise fault

    monkeypatch.setattr(Image, "open", fails)
    with pytest.raises(DrillError, match=r"a\.jpg: the picture cannot be read"):
        picture(saved(tmp_path / "a.jpg"), "kitty", FRAME)


def test_a_picture_that_has_gone_is_one_line(tmp_path: Path):
    """So is one that may not be read."""
    with pytest.raises(DrillError, match=r"gone\.png: the picture cannot be read \(No such file or directory\)"):
        picture(tmp_path / "gone.png", "kitty", FRAME)
