"""Pictures, sounds and a voice beside a card: files of the deck only, programs of the system, none left behind."""

import stat
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest
from at_work import at_work, shown

from drillcli.clock import monotonic_ms
from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.ui.console import plain
from drillcli.ui.media import Medium, named, place
from drillcli.ui.programs import Programs
from drillcli.ui.telling import aloud
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
PATIENCE_MS = 10_000


@pytest.fixture
def world(env: Environment, tmp_path: Path) -> Environment:
    """A system in which `xdg-open`, `mpv` and `espeak-ng` write down how they were called; mpv plays for a minute."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, rest in (("xdg-open", ""), ("mpv", "exec sleep 60"), ("espeak-ng", "")):
        program = folder / name
        program.write_text(
            f'#!/bin/sh\n{{ echo {name}; for word; do echo "<$word>"; done; }} >> "{tmp_path}/calls"\n{rest}\n'
        )
        program.chmod(stat.S_IRWXU)
    (env.cwd / "decks").mkdir(exist_ok=True)
    for file in ("curve.png", "said.mp3"):
        (env.cwd / "decks" / file).write_bytes(b"...")
    return replace(env, variables={**env.variables, "PATH": f"{folder}:/usr/bin:/bin"})


def calls(world: Environment, count: int, tmp_path: Path) -> list[str]:
    """Wait until programs were called with so many lines in all, and return these."""
    deadline = monotonic_ms() + PATIENCE_MS
    while monotonic_ms() < deadline:
        lines = (tmp_path / "calls").read_text().splitlines() if (tmp_path / "calls").exists() else []
        if len(lines) >= count:
            return lines
        sleep(0.01)
    raise AssertionError(lines)


def test_what_a_text_names():
    """Pictures, and links to sounds here; other links, code and the web's sounds are none."""
    text = "![a](x.png) [s](y.mp3) [doc](z.pdf) `![no](c.png)` [web](https://a.b/c.mp3) ![a](x.png)"
    assert named([text, "no link"]) == [Medium("x.png", False), Medium("y.mp3", True)]


def test_a_picture_in_a_text_is_a_line():
    """What it shows in words, its file without them."""
    assert plain(render("See ![the *loss* curve](a.png) and ![](b%20c.png)")) == (
        "See [picture: the loss curve] and [picture: b c.png]\n"
    )


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


def test_o_opens_what_is_shown(world: Environment, tmp_path: Path):
    """The picture of the question; then the sound of the answer; what plays ends when the card goes."""
    with at_work(world, DECK) as screens:
        assert "o picture" in shown(screens, 100)
        screens.press("O")
        assert calls(world, 2, tmp_path) == ["xdg-open", f"<{world.cwd}/decks/curve.png>"]
        screens.press(" ")
        assert "o sound" in shown(screens, 100)
        screens.press("o")
        assert calls(world, 7, tmp_path)[2:] == [
            "mpv", "<--no-video>", "<--really-quiet>", "<-->", f"<{world.cwd}/decks/said.mp3>"
        ]  # fmt: skip
        playing = screens.beside.programs.heard
        assert playing is not None
        assert playing.poll() is None
        screens.press("3")
        assert playing.poll() is not None
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


@pytest.mark.parametrize(("setting", "said"), [
    ("off", []), ("question", ["What is this?"]), ("answer", ["A sigmoid"]), ("both", ["What is this?", "A sigmoid"])
])  # fmt: skip
def test_a_voice(world: Environment, tmp_path: Path, setting: str, said: list[str]):
    """It says the sides that are wanted, each once, and anything when asked."""
    with at_work(replace(world, variables={**world.variables, "DRILL_SPEECH": setting}), DECK) as screens:
        finish(screens)
        screens.press(" ")
        finish(screens)
    text = (tmp_path / "calls").read_text() if said else ""
    assert text.count("espeak-ng\n") == len(said)
    assert all(part in text for part in said)
    assert "<-v>\n<en>\n<-->" in text or not said


def finish(screens) -> None:
    """Wait until what is being said was said."""
    if heard := screens.beside.programs.heard:
        heard.wait(PATIENCE_MS / 1000)


def test_the_voice_is_that_of_the_language(world: Environment, tmp_path: Path):
    """S says it again, in the language that is shown."""
    with at_work(world, DECK, lang="zh") as screens:
        screens.press("s")
        finish(screens)
        screens.press("l")
        screens.press("S")
        finish(screens)
    text = (tmp_path / "calls").read_text()
    assert "<cmn>\n<-->\n<这是什么？[图片：曲线]" in text
    assert "<en>\n<-->\n<What is this?" in text


def test_without_a_voice_that_is_said_once(world: Environment):
    """Not with every card; but when asked."""
    variables = {**world.variables, "PATH": "/nowhere", "DRILL_SPEECH": "both"}
    with at_work(replace(world, variables=variables), DECK) as screens:
        assert "no voice is installed" in screens.trouble
        screens.press(" ")
        assert screens.trouble == ""
        screens.press("s")
        assert "no voice is installed" in screens.trouble


def test_what_is_said_has_no_marks():
    """Formulas as they read, a gap as a pause."""
    assert aloud(["**F1** is the […] of $\\frac{a}{b}$"]).strip() == "F1 is the … of a/b"


def test_a_program_that_does_not_end_is_ended(world: Environment, tmp_path: Path, monkeypatch):
    """It is asked first."""
    monkeypatch.setattr("drillcli.ui.programs.PATIENCE_S", 0.1)
    stubborn = tmp_path / "bin" / "mpv"
    stubborn.write_text(f'#!/bin/sh\ntrap "" TERM\necho x >> "{tmp_path}/calls"\nwhile :; do sleep 0.05; done\n')
    programs = Programs(world.variables)
    programs.play(tmp_path / "a.mp3")
    process = programs.heard
    calls(world, 1, tmp_path)
    programs.hush()
    assert process is not None
    assert process.returncode == -9
    assert programs.heard is None
