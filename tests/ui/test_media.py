"""Pictures and sounds beside a card: files of the deck only, programs of the system, none left behind."""

from dataclasses import replace
from pathlib import Path
from typing import Literal
from unicodedata import normalize
from urllib.parse import quote

import pytest
from at_work import at_work, shown
from fake_programs import calls, install

from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.ui.console import plain
from drillcli.ui.media import Medium, named, place
from drillcli.ui.text import render

DECK = """\
title: {en: Seen and heard, zh: 看与听}
notes:
  - id: basic
    q: {en: "What is this? ![a curve](curve.png)", zh: "这是什么？![曲线](curve.png)"}
    a: {en: "A [sigmoid](said.mp3), see [the paper](https://example.org/x.pdf)", zh: "[S 形曲线](said.mp3)"}
  - id: other
    q: {en: "No picture $x$?", zh: "没有图？"}
    a: {en: None, zh: 没有}
"""


@pytest.fixture
def world(env: Environment, tmp_path: Path) -> Environment:
    """A system that has `xdg-open` and `mpv`, which plays for a minute."""
    folder = tmp_path / "bin"
    install(folder, "xdg-open")
    install(folder, "mpv", "exec /bin/sleep 60")
    (env.cwd / "decks").mkdir(exist_ok=True)
    for file in ("curve.png", "said.mp3"):
        (env.cwd / "decks" / file).write_bytes(b"...")
    return replace(env, variables={**env.variables, "PATH": str(folder)})


def test_what_a_text_names():
    """Pictures, and links to sounds here; other links, code and the web's sounds are none."""
    text = "![a](x.png) [s](y.mp3) [doc](z.pdf) `![no](c.png)` [web](https://a.b/c.mp3) ![a](x.png)"
    assert named([text, "no link"]) == [Medium("x.png", False), Medium("y.mp3", True)]


def test_a_picture_in_a_text_is_a_line():
    """What it shows in words, its file without them."""
    assert plain(render("See ![the *loss* curve](a.png) and ![](b%20c.png)")) == (
        "See [picture: the loss curve] and [picture: b c.png]\n"
    )


def test_the_content_of_a_file_is_nothing_to_its_place(tmp_path: Path, monkeypatch):
    """A film in a folder below is not read for that, nor has it to be readable."""
    monkeypatch.setattr(Path, "read_bytes", lambda _path: 1 / 0)
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "a b.mp4").touch()
    assert place(Medium("films/a%20b.mp4", is_sound=True), tmp_path) == (tmp_path / "films" / "a b.mp4").resolve()


@pytest.mark.parametrize(
    "source", ["../secret.png", "/etc/passwd", "x.sh", "gone.png", "a\0b.png", "https://a.b/c.png"]
)
def test_only_files_beside_the_deck(tmp_path: Path, source: str):
    """Whatever a deck says: nothing outside its folder is opened, and no program; it is one line."""
    folder = tmp_path / "decks"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"")
    (folder / "x.sh").write_bytes(b"")
    with pytest.raises(DrillError, match="there is no such picture or sound"):
        place(Medium(source, False), folder)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path):
    """A symbolic link is what it leads to."""
    folder = tmp_path / "decks"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"")
    (folder / "in.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(DrillError):
        place(Medium("in.png", False), folder)


@pytest.mark.parametrize(("form", "other"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_accents_apart_are_the_same_name(tmp_path: Path, form: Literal["NFC", "NFD"], other: Literal["NFC", "NFD"]):
    """As on macOS, whose files come along to systems that tell the two forms apart."""
    there = tmp_path.resolve() / normalize(form, "voilà 声音.mp3")
    there.write_bytes(b"")
    assert place(Medium(quote(normalize(other, there.name)), True), tmp_path) == there


def test_o_opens_what_is_shown(world: Environment, tmp_path: Path):
    """The picture of the question; then the sound of the answer; what plays ends when the card goes."""
    with at_work(world, DECK) as screens:
        assert "o picture" in shown(screens, 100)
        screens.press("O")
        assert calls(world, 2) == ["xdg-open", f"<{world.cwd}/decks/curve.png>"]
        screens.press(" ")
        assert "o sound" in shown(screens, 100)
        screens.press("o")
        assert calls(world, 7)[2:] == [
            "mpv", "<--no-video>", "<--msg-level=all=error>", "<-->", f"<{world.cwd}/decks/said.mp3>"
        ]  # fmt: skip
        playing = screens.beside.programs.heard
        assert playing is not None
        assert playing.process.poll() is None
        screens.press("3")
        assert playing.process.poll() is not None
        screens.press("o")
        assert screens.trouble == "no picture or sound belongs to what is shown"
        for viewer in screens.beside.programs.viewers:
            viewer.wait()


def test_a_missing_file_or_program_is_one_line(world: Environment):
    """The card stays as it is."""
    (world.cwd / "decks" / "curve.png").unlink()
    with at_work(world, DECK) as screens:
        screens.press("o")
        assert screens.trouble.startswith("curve.png: there is no such picture")
        assert "What is this?" in shown(screens)
    (world.cwd / "decks" / "curve.png").write_bytes(b"")
    with at_work(replace(world, variables={**world.variables, "PATH": "/nowhere"}), "") as screens:
        screens.press("o")
        assert "xdg-open is not installed" in screens.trouble
