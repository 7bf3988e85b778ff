"""Pictures by the terminal's own graphics: what is written is what the protocols say, in the room there is."""

import os
import pty
import re
import termios
import threading
from base64 import standard_b64decode
from collections.abc import Iterator
from dataclasses import replace
from fcntl import ioctl
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest

from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.ui import images
from drillcli.ui.images import CELL, CHUNK, Frame, Graphics, picture, png_size, understood

Image = pytest.importorskip("PIL.Image", reason="the extra images is not installed")
FRAME = Frame(40, 10, (10, 20))
DONE = "\x1b[?62;22c"


def drawing(size: tuple[int, int] = (120, 60)):
    """Return a picture of four colours in quarters."""
    made = Image.new("RGB", size, (255, 0, 0))
    half = size[0] // 2, size[1] // 2
    for at, colour in (((half[0], 0), (0, 255, 0)), ((0, half[1]), (0, 0, 255)), (half, (255, 255, 255))):
        made.paste(colour, (*at, size[0], size[1]) if at == half else (*at, at[0] + half[0], at[1] + half[1]))
    return made


def saved(path: Path, size: tuple[int, int] = (120, 60)) -> Path:
    drawing(size).save(path)
    return path


@pytest.mark.parametrize(("heard", "graphics"), [
    ("\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.35)\x1b\\\x1b[6;40;20t\x1b[?62;c", Graphics("kitty", (20, 40))),
    ("\x1b_Gi=31;ENOTSUPPORTED:no\x1b\\\x1b[?62;4c", Graphics("sixel", CELL)),
    ("\x1bP>|iTerm2 3.5.1\x1b\\\x1b[6;17;8t\x1b[?62;4c", Graphics("iterm2", (8, 17))),
    ("\x1bP>|WezTerm 20260101\x1b\\\x1b[?65;4;6c", Graphics("iterm2", CELL)),
    ("\x1b[?65;1;4;22c", Graphics("sixel", CELL)),
    ("\x1bP>|XTerm(390)\x1b\\\x1b[?64;14;24c", Graphics("", CELL)),
    ("\x1b[?4c", Graphics("", CELL)),
    ("\x1b[6;0;0t\x1b[?1;2c", Graphics("", CELL)),
    ("", Graphics("", CELL)),
])  # fmt: skip
def test_what_a_terminal_says(heard: str, graphics: Graphics):
    """The first 4 among what it can is sixel; the first number of all is its class, and no ability."""
    assert understood(heard) == graphics


@pytest.mark.parametrize(("size", "cells"), [
    ((100, 100), (10, 5)), ((4000, 100), (40, 1)), ((100, 4000), (1, 10)), ((400, 200), (40, 10)), ((1, 1), (1, 1)),
    ((800, 800), (20, 10)),
])  # fmt: skip
def test_a_picture_fits(size: tuple[int, int], cells: tuple[int, int]):
    """Into the room there is, with its sides in proportion; it is not enlarged."""
    assert FRAME.around(size) == cells


def test_kitty(tmp_path: Path):
    """A PNG goes as it is, in pieces of which only the last one says that it is; anything else becomes one."""
    path = saved(tmp_path / "a.png")
    noise = Image.frombytes("RGB", (120, 60), os.urandom(120 * 60 * 3))
    noise.save(path)
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", picture(path, "kitty", FRAME))
    assert len(pieces) > 3
    assert pieces[0][0] == "a=T,f=100,q=2,c=12,r=3,m=1"
    assert [head for head, _text in pieces[1:]] == [*["m=1"] * (len(pieces) - 2), "m=0"]
    assert max(len(text) for _head, text in pieces) <= CHUNK
    assert standard_b64decode("".join(text for _head, text in pieces)) == path.read_bytes()
    other = "".join(re.findall(r"\x1b_G[^;]*;([^\x1b]*)\x1b\\", picture(saved(tmp_path / "a.gif"), "kitty", FRAME)))
    assert Image.open(BytesIO(standard_b64decode(other))).format == "PNG"


def test_iterm2(tmp_path: Path):
    """Any file as it is; of a PNG we know the size."""
    for name, size in (("a.png", "width=12;height=3;"), ("a.jpg", ""), ("a.webp", "")):
        path = saved(tmp_path / name)
        found = re.fullmatch(r"\x1b\]1337;File=inline=1;size=(\d+);(.*)preserveAspectRatio=1:(.*)\x07",
                             picture(path, "iterm2", FRAME))  # fmt: skip
        assert found is not None
        assert (int(found[1]), found[2]) == (path.stat().st_size, size)
        assert standard_b64decode(found[3]) == path.read_bytes()


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


def test_what_cannot_be_drawn(tmp_path: Path, monkeypatch):
    """Without a protocol, a vector picture, one without the library that reads it: a viewer has to open it."""
    path, vector = saved(tmp_path / "a.gif"), tmp_path / "a.svg"
    vector.write_text("<svg/>")
    png = saved(tmp_path / "b.png")
    assert picture(path, "", FRAME) == picture(vector, "kitty", FRAME) == ""
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    assert picture(path, "sixel", FRAME) == picture(path, "kitty", FRAME) == ""
    assert picture(png, "kitty", FRAME).startswith("\x1b_G")


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\x89PNG\r\n\x1a\n0000IHDR" + bytes(8)])
def test_a_damaged_picture_is_one_line(tmp_path: Path, data: bytes):
    """It is told by its name."""
    path = tmp_path / "a.png"
    path.write_bytes(data)
    assert png_size(data) is None
    with pytest.raises(DrillError, match=r"a\.png: the picture cannot be read"):
        picture(path, "sixel", FRAME)


@pytest.fixture
def tty(env: Environment) -> Iterator[tuple[Environment, int]]:
    images.asked.cache_clear()
    person, program = pty.openpty()
    ioctl(person, termios.TIOCSWINSZ, pack("HHHH", 24, 80, 0, 0))
    with open(program, closefd=False) as source, open(program, "w", closefd=False) as sink:
        yield replace(env, stdin=source, stdout=sink), person
    os.close(person)
    os.close(program)
    images.asked.cache_clear()


def answering(person: int, answer: str, seen: list[str]) -> threading.Thread:
    """Answer the question of a program as a terminal does, and press a key once something is drawn."""

    def talk() -> None:
        text = ""
        while "\x1b[c" not in text:
            text += os.read(person, 4096).decode()
        os.write(person, answer.encode())
        while answer and "Press any key" not in text:
            text += os.read(person, 4096).decode()
        os.write(person, b" ")
        seen.append(text)

    thread = threading.Thread(target=talk)
    thread.start()
    return thread


def test_a_picture_in_a_terminal(tty: tuple[Environment, int], tmp_path: Path):
    """It is asked for what it can, shows the picture on a screen of its own, and is left as it was."""
    env, person = tty
    before, seen = termios.tcgetattr(person), []
    thread = answering(person, "\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t" + DONE, seen)
    assert images.visit(saved(tmp_path / "a.png"), env, "auto")
    thread.join()
    assert "\x1b_Ga=T,f=100,q=2,c=12,r=3,m=0;" in seen[0]
    assert termios.tcgetattr(person) == before
    assert "\x1b_Ga=d" in os.read(person, 4096).decode()


def test_a_terminal_without_graphics(tty: tuple[Environment, int], tmp_path: Path):
    """Nothing is drawn: the caller opens a viewer."""
    env, person = tty
    seen: list[str] = []
    thread = answering(person, "\x1b[?1;2c Press any key", seen)
    assert not images.visit(saved(tmp_path / "a.png"), env, "auto")
    os.write(env.stdout.fileno(), b"Press any key")
    thread.join()
    assert "1049" not in seen[0]


def test_switched_off(env: Environment, tmp_path: Path):
    """The terminal is not even asked."""
    assert not images.visit(tmp_path / "a.png", env, "off")
