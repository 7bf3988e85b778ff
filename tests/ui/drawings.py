"""Pictures for tests."""

from pathlib import Path

import pytest

Image = pytest.importorskip("PIL.Image", reason="the extra images is not installed")


def drawing(size: tuple[int, int] = (120, 60)):
    """Return a picture of four colours in quarters."""
    made = Image.new("RGB", size, (255, 0, 0))
    half = size[0] // 2, size[1] // 2
    for at, colour in (((half[0], 0), (0, 255, 0)), ((0, half[1]), (0, 0, 255)), (half, (255, 255, 255))):
        made.paste(colour, (*at, size[0], size[1]) if at == half else (*at, at[0] + half[0], at[1] + half[1]))
    return made


def saved(path: Path, size: tuple[int, int] = (120, 60)) -> Path:
    path.parent.mkdir(exist_ok=True)
    drawing(size).save(path)
    return path
