"""Picture files as what a terminal draws: the protocols of kitty and iTerm2, and sixel."""

import re
from base64 import standard_b64encode
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.locale.reasons import reason_of
from drillcli.ui.graphics import Frame

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 20_000_000
"""The bytes of the largest file that is sent to a terminal."""

LARGE = 1_000_000
"""The bytes of the largest file that is sent as it is where it could be made smaller; a line may be slow."""

MOST_PIXELS = 50_000_000
"""Of the largest picture that is made smaller: it takes a second, and nearly a gigabyte of memory."""

LONGEST_SIDE = 10_000
"""The pixels of the longest side that kitty takes (its graphics.c, MAX_IMAGE_DIMENSION)."""

CHUNK = 4096
"""The most characters of one piece in kitty's protocol."""

PNG_BEGINS, PNG_ENDS = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"

COLOURS = 128
_SIGNS = bytes(63 + bits if bits < 64 else 0 for bits in range(256))
"""The sign for each set of six pixels below each other."""

_RUN = re.compile(r"(.)\1{3,}")

CLEAR = "\x1b[2J"
"""Clears the screen; in some terminals what clears a part of it, or text, leaves pictures there."""

CLEAN = "\x1b_Ga=d,d=A,q=2\x1b\\"
"""Takes all pictures away, in kitty's protocol."""


def at(row: int, column: int, drawn: str) -> str:
    """Return what is drawn elsewhere on the screen, from 0; the cursor and its colours stay as they were."""
    return f"\x1b7\x1b[0m\x1b[{row + 1};{column + 1}H{drawn}\x1b8"


def measured(path: Path, protocol: str) -> tuple[int, int] | None:
    """Return the size in pixels of a picture that can be drawn within a page, None for another.

    It is no vector picture, is small or can be made so, and Pillow is there or not needed. Raises DrillError for one
    that is damaged or cannot be read.
    """
    data = _data(path)
    if data is None:
        return None
    if _is_ready(data, protocol):
        return png_size(data)
    image = opened(path, data)
    return image.size if image else None


def picture(path: Path, protocol: str, frame: Frame, number: int = 1) -> str:
    """Return what draws a picture at the cursor; "" where that needs a library that is missing, or cannot be.

    `number` is its name in kitty's protocol, by which it can be taken away. Raises DrillError for a picture that is
    damaged or cannot be read.
    """
    data = _data(path)
    if data is None or not protocol:
        return ""
    image = None if _is_ready(data, protocol) else opened(path, data)
    if protocol == "sixel":
        return sixel(_fitted(image, frame)) if image else ""
    if image and (protocol == "kitty" or len(data) > LARGE):
        data = _png(_fitted(image, frame))
    size = png_size(data) or (image.size if image else None)
    if protocol == "iterm2":
        return iterm2(data, frame.around(size) if size else None)
    return kitty(data, frame.cells(size), number) if size else ""


def _is_ready(data: bytes, protocol: str) -> bool:
    """Tell whether a file is sent as it is, without Pillow."""
    size = png_size(data)
    return protocol != "sixel" and len(data) <= LARGE and size is not None and is_bearable(size)


def is_bearable(size: tuple[int, int]) -> bool:
    """Tell whether a picture of this size is no burden: few bytes may stand for very many pixels."""
    return max(size) <= LONGEST_SIDE and size[0] * size[1] <= MOST_PIXELS


def _data(path: Path) -> bytes | None:
    """Return the content of a picture; None for a vector picture or one that is too large."""
    try:
        return None if path.suffix.lower() == ".svg" or path.stat().st_size > LARGEST else path.read_bytes()
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from None


def png_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels that a PNG file begins with; None for another file, or one without its end."""
    if not (data.startswith(PNG_BEGINS) and data[12:16] == b"IHDR" and data.endswith(PNG_ENDS)):
        return None
    wide, high = (int.from_bytes(data[start : start + 4]) for start in (16, 20))
    return (wide, high) if wide and high else None


def opened(path: Path, data: bytes) -> "Image | None":
    """Return the first picture in a file, upright; None without Pillow.

    Raises DrillError for one that is damaged, or so large that it would take seconds. Of what else Pillow has to say
    nothing is written onto the screen.
    """
    try:
        from PIL import Image, ImageOps  # noqa: PLC0415 an extra
    except ImportError:
        return None
    with catch_warnings():
        simplefilter("ignore")
        try:
            image = Image.open(BytesIO(data))
            if image.size[0] * image.size[1] <= MOST_PIXELS:
                ImageOps.exif_transpose(image, in_place=True)
                return image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB")
        except Exception as error:  # a damaged file fails in more ways than its readers document
            raise _unreadable(path, reason_of(error)) from None
    raise _unreadable(path, _("it has more than {n} million pixels").format(n=MOST_PIXELS // 1_000_000))


def _unreadable(path: Path, reason: str) -> DrillError:
    return DrillError(_("{path}: the picture cannot be read ({reason})").format(path=path, reason=reason))


def _fitted(image: "Image", frame: Frame) -> "Image":
    return image.resize(frame.fitted(image.size), reducing_gap=3.0)  # as Pillow says fast, and hardly to be told apart


def _png(image: "Image") -> bytes:
    made = BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def kitty(data: bytes, cells: tuple[int, int] | None, number: int) -> str:
    """Return a PNG in kitty's protocol, in pieces (sw.kovidgoyal.net/kitty/graphics-protocol).

    It is stretched to `cells` if they are given, and leaves the cursor where it is.
    """
    shape = f"c={cells[0]},r={cells[1]}," if cells else ""
    text = standard_b64encode(data).decode()
    pieces = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
    heads = [f"a=T,f=100,q=2,i={number},p=1,C=1,{shape}", *[""] * (len(pieces) - 1)]
    more = [*[1] * (len(pieces) - 1), 0]
    parts = zip(heads, more, pieces, strict=True)
    return "".join(f"\x1b_G{head}m={is_more};{piece}\x1b\\" for head, is_more, piece in parts)


def forgotten(number: int) -> str:
    """Return what takes a picture away by its number, and frees its place, in kitty's protocol."""
    return f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"


def iterm2(data: bytes, cells: tuple[int, int] | None) -> str:
    """Return any file in iTerm2's protocol (iterm2.com/documentation-images.html); it fits it into `cells`."""
    size = f"width={cells[0]};height={cells[1]};" if cells else ""
    head = f"\x1b]1337;File=inline=1;size={len(data)};{size}preserveAspectRatio=1:"
    return f"{head}{standard_b64encode(data).decode()}\x07"


def sixel(image: "Image") -> str:
    """Return a picture as sixels (DEC STD 070, chapter 9), on white: bands of six rows, a layer a colour."""
    if image.mode == "RGBA":
        ground = image.copy()
        ground.paste("white", (0, 0, *image.size))
        ground.alpha_composite(image)
        image = ground.convert("RGB")
    few = image.quantize(COLOURS)
    palette, pixels, wide = few.getpalette() or [], few.tobytes(), few.size[0]
    used = sorted(set(pixels))
    registers = (
        f"#{number};2;" + ";".join(str(round(part / 2.55)) for part in palette[3 * number : 3 * number + 3])
        for number in used
    )
    rows = [pixels[start : start + wide] for start in range(0, len(pixels), wide)]
    bands = (_band(rows[top : top + 6]) for top in range(0, len(rows), 6))
    return f'\x1bPq"1;1;{wide};{len(rows)}' + "".join(registers) + "-".join(bands) + "\x1b\\"


def _band(rows: list[bytes]) -> str:
    """Return six rows of pixels: for each colour in them a character a column, which says in which rows it is."""
    return "$".join(f"#{colour}{_layer(rows, colour)}" for colour in sorted(set().union(*rows)))


def _layer(rows: list[bytes], colour: int) -> str:
    there, bits = _only(colour), 0
    for number, row in enumerate(rows):
        bits |= int.from_bytes(row.translate(there)) << number
    columns = bits.to_bytes(len(rows[0])).translate(_SIGNS).decode()
    return _RUN.sub(lambda run: f"!{len(run[0])}{run[1]}", columns)


@cache
def _only(colour: int) -> bytes:
    """Return the table that makes one colour 1 and all others 0."""
    return bytes(other == colour for other in range(256))
