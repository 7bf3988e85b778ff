"""Pictures in the terminal by its own graphics: the protocols of kitty and iTerm2, and sixel."""

import os
import re
import select
from base64 import standard_b64encode
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.ui.terminal import ALTERNATE, NORMAL, raw

if TYPE_CHECKING:
    from PIL.Image import Image

QUESTIONS = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>q\x1b[16t\x1b[c"
"""Whether it speaks kitty's protocol, its name (XTVERSION), the size of a cell, and what it can (sixel is 4)."""

_ANSWER = re.compile(
    r"\x1b_Gi=31;(?P<kitty>[^\x1b]*)\x1b\\|\x1bP>\|(?P<name>[^\x1b]*)\x1b\\|\x1b\[6;(?P<high>\d+);(?P<wide>\d+)t"
    r"|\x1b\[\?(?P<can>[\d;]*)c"
)
ITERM2 = ("iTerm2", "WezTerm")
"""Terminals that speak iTerm2's protocol; it has no question of its own."""

PATIENCE_S = 0.5
CELL = (8, 16)
"""Width and height of a cell in pixels where the terminal does not tell."""

BELOW = 2
"""The rows that stay free below a picture."""

LARGEST = 20_000_000
"""The bytes of the largest file that is sent to a terminal."""

CHUNK = 4096
"""The most characters of one piece in kitty's protocol."""

PNG_HEAD = 24
"""The bytes of a PNG file up to its size."""

COLOURS = 128
CLEAN = "\x1b_Ga=d,d=A,q=2\x1b\\"
"""Takes all pictures away, in kitty's protocol."""


class Graphics(NamedTuple):
    """How a terminal shows pictures: "kitty", "iterm2", "sixel", or "" for not at all; and its cell in pixels."""

    protocol: str
    cell: tuple[int, int]


class Frame(NamedTuple):
    """The cells that a picture may take, and the pixels of one."""

    columns: int
    rows: int
    cell: tuple[int, int]

    def fitted(self, size: tuple[int, int]) -> tuple[int, int]:
        """Return the size in pixels in which a picture of this size is shown; it is never enlarged."""
        room = self.columns * self.cell[0], self.rows * self.cell[1]
        share = min(1.0, room[0] / size[0], room[1] / size[1])
        return max(round(share * size[0]), 1), max(round(share * size[1]), 1)

    def around(self, size: tuple[int, int]) -> tuple[int, int]:
        """Return the columns and rows that such a picture takes."""
        wide, high = self.fitted(size)
        return max(round(wide / self.cell[0]), 1), max(round(high / self.cell[1]), 1)


def visit(path: Path, env: Environment, wanted: str) -> bool:
    """Show a picture on a screen of its own until a key is pressed; False where the terminal cannot show it.

    `wanted` is the setting `images`: a protocol, "auto" for what the terminal says it has, "off" for none. Raises
    DrillError for a picture that is damaged.
    """
    if wanted == "off":
        return False
    with raw(env.stdin.fileno()) as source:
        graphics = asked(source, env.stdout.fileno())
        protocol = graphics.protocol if wanted == "auto" else wanted
        columns, rows = os.get_terminal_size(env.stdout.fileno())
        drawn = picture(path, protocol, Frame(columns, max(rows - BELOW, 1), graphics.cell))
        if not drawn:
            return False
        text = _("Press any key to go back to the card.")
        env.stdout.write(f"{ALTERNATE}\x1b[2J{drawn}\x1b[{rows};1H{text}")
        env.stdout.flush()
        os.read(source, 1)
        env.stdout.write((CLEAN if protocol == "kitty" else "") + "\x1b[2J" + NORMAL)
        env.stdout.flush()
    return True


@cache
def asked(source: int, sink: int) -> Graphics:
    """Ask the terminal once how it shows pictures; one that does not answer within `PATIENCE_S` shows none."""
    os.write(sink, QUESTIONS.encode() + b"\r\x1b[2K")
    heard = ""
    while not (last := re.search(r"\x1b\[\?[\d;]*c", heard)) and select.select([source], [], [], PATIENCE_S)[0]:
        heard += os.read(source, CHUNK).decode("utf-8", "replace")
    return understood(heard if last else "")


def understood(heard: str) -> Graphics:
    """Return what the answers to `QUESTIONS` say."""
    said = {name: text for answer in _ANSWER.finditer(heard) for name, text in answer.groupdict().items() if text}
    wide, high = int(said.get("wide", 0)), int(said.get("high", 0))
    cell = (wide, high) if wide and high else CELL
    if said.get("kitty") == "OK":
        return Graphics("kitty", cell)
    if said.get("name", "").startswith(ITERM2):
        return Graphics("iterm2", cell)
    return Graphics("sixel" if "4" in said.get("can", "").split(";")[1:] else "", cell)


def picture(path: Path, protocol: str, frame: Frame) -> str:
    """Return what draws a picture at the cursor; "" where that needs a library that is missing, or cannot be."""
    if not protocol or path.suffix.lower() == ".svg" or path.stat().st_size > LARGEST:
        return ""
    data = path.read_bytes()
    size = png_size(data)
    if protocol == "iterm2":
        return iterm2(data, frame.around(size) if size else None)
    if protocol == "kitty" and size:
        return kitty(data, frame.around(size))
    image = opened(path, data)
    if image is None:
        return ""
    if protocol == "sixel":
        return sixel(image, frame.fitted(image.size))
    made = BytesIO()
    image.save(made, "PNG")
    return kitty(made.getvalue(), frame.around(image.size))


def png_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels that a PNG file begins with; None for another file."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR" or len(data) < PNG_HEAD:
        return None
    wide, high = (int.from_bytes(data[at : at + 4]) for at in (16, 20))
    return (wide, high) if wide and high else None


def opened(path: Path, data: bytes) -> "Image | None":
    """Return the first picture in a file; None without Pillow. Raises DrillError for one that is damaged."""
    try:
        from PIL import Image  # noqa: PLC0415 an extra
    except ImportError:
        return None
    try:
        return Image.open(BytesIO(data)).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DrillError(_("{path}: the picture cannot be read ({reason})").format(path=path, reason=error)) from None


def kitty(data: bytes, cells: tuple[int, int]) -> str:
    """Return a PNG in kitty's protocol, in pieces (sw.kovidgoyal.net/kitty/graphics-protocol)."""
    text = standard_b64encode(data).decode()
    pieces = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]
    heads = [f"a=T,f=100,q=2,c={cells[0]},r={cells[1]},", *[""] * (len(pieces) - 1)]
    more = [*[1] * (len(pieces) - 1), 0]
    parts = zip(heads, more, pieces, strict=True)
    return "".join(f"\x1b_G{head}m={is_more};{piece}\x1b\\" for head, is_more, piece in parts)


def iterm2(data: bytes, cells: tuple[int, int] | None) -> str:
    """Return any file in iTerm2's protocol (iterm2.com/documentation-images.html); it fits it into `cells`."""
    size = f"width={cells[0]};height={cells[1]};" if cells else ""
    head = f"\x1b]1337;File=inline=1;size={len(data)};{size}preserveAspectRatio=1:"
    return f"{head}{standard_b64encode(data).decode()}\x07"


def sixel(image: "Image", size: tuple[int, int]) -> str:
    """Return a picture as sixels, `size` in pixels (DEC STD 070, chapter 9): bands of six rows, a layer a colour."""
    small = image.resize(size).quantize(COLOURS)
    palette, pixels, wide = small.getpalette() or [], small.tobytes(), size[0]
    used = sorted(set(pixels))
    registers = (
        f"#{at};2;" + ";".join(str(round(part / 2.55)) for part in palette[3 * at : 3 * at + 3]) for at in used
    )
    rows = [pixels[at : at + wide] for at in range(0, len(pixels), wide)]
    bands = (_band(rows[top : top + 6]) for top in range(0, len(rows), 6))
    return f'\x1bPq"1;1;{size[0]};{size[1]}' + "".join(registers) + "-".join(bands) + "\x1b\\"


def _band(rows: list[bytes]) -> str:
    """Return six rows of pixels: for each colour in them a character a column, which says in which rows it is."""
    return "$".join(f"#{colour}{_layer(rows, colour)}" for colour in sorted(set().union(*rows)))


def _layer(rows: list[bytes], colour: int) -> str:
    there, bits = bytes(at == colour for at in range(256)), 0
    for number, row in enumerate(rows):
        bits |= int.from_bytes(row.translate(there)) << number
    columns = bytes(63 + column for column in bits.to_bytes(len(rows[0]))).decode()
    return re.sub(r"(.)\1{3,}", lambda run: f"!{len(run[0])}{run[1]}", columns)
