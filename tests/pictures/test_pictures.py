"""The README's pictures are what the program shows; where one is not, the test has drawn it anew."""

from pathlib import Path

import pytest
from conftest import ROOT, Clock
from drawing import FOLDER, PICTURES

from drillcli.config import Environment


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_what_the_program_shows(name: str, env: Environment, clock: Clock, tmp_path: Path) -> None:
    """A screen that has changed is a picture to copy: the message says from where to where."""
    draw, lang = PICTURES[name]
    drawn = draw(env, clock, lang)
    fresh, kept = tmp_path / name, FOLDER / name
    fresh.write_text(drawn, encoding="utf-8")
    same = kept.exists() and drawn == kept.read_text(encoding="utf-8")
    assert same, f"what the program shows has changed: look at {fresh} and copy it over {kept}"


def test_every_picture_is_shown_and_drawn() -> None:
    """No picture lies about that the README does not show, or that no test draws."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in FOLDER.glob("*.svg")}
    assert files == {*PICTURES, "stats.svg"}
    assert [name for name in sorted(files) if f"tests/pictures/{name}" not in readme] == []
