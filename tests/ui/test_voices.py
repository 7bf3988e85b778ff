"""A voice, and sounds that fail: the right program and language, silence in time, one line where nothing is heard."""

from dataclasses import replace
from pathlib import Path

import pytest
from at_work import at_work, shown
from fake_programs import PATIENCE_MS, calls, install
from mixed_deck import DECK as MIXED

from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.ui.programs import Programs
from drillcli.ui.screens import Screens
from drillcli.ui.telling import aloud
from drillcli.ui.voices import bare, marked

DECK = """\
title: {en: Said, zh: 说}
notes:
  - id: basic
    q: {en: "What is [this](said.mp3)?", zh: "这是什么？"}
    a: {en: "A sigmoid", zh: "S 形曲线"}
  - id: other
    q: {en: "And $x_i$?", zh: "又是什么？"}
    a: {en: None, zh: 没有}
"""


@pytest.fixture
def world(env: Environment) -> Environment:
    """A system whose only program is `espeak-ng`; cards say both sides."""
    install(env.cwd / "bin", "espeak-ng")
    variables = {**env.variables, "PATH": str(env.cwd / "bin"), "DRILL_SPEECH": "both"}
    return replace(env, variables=variables)


def finish(screens: Screens) -> None:
    """Wait until what is being said was said."""
    if heard := screens.beside.programs.heard:
        heard.process.wait(PATIENCE_MS / 1000)


def heard(world: Environment, deck: str = DECK, *keys: str, lang: str = "en") -> str:
    """Return how programs were called while keys were pressed, and the card that is asked last was said."""
    with at_work(world, deck, lang=lang) as screens:
        finish(screens)
        for key in keys:
            screens.press(key)
            finish(screens)
        screens.beside.programs.hush()
    return "\n".join(calls(world))


@pytest.mark.parametrize(("setting", "said"), [
    ("off", []), ("question", ["What is this?"]), ("answer", ["A sigmoid"]), ("both", ["What is this?", "A sigmoid"])
])  # fmt: skip
def test_a_side_that_is_wanted_is_said_once(world: Environment, setting: str, said: list[str]):
    """Of a link its words."""
    text = heard(replace(world, variables={**world.variables, "DRILL_SPEECH": setting}), DECK, " ", "?", "?")
    assert text.count("espeak-ng\n") == len(said)
    assert all(part in text for part in said)
    assert "<-m>\n<-v>\n<en>\n" in text or not said


def test_a_voice_for_each_language(world: Environment):
    """S says it again; in the other language it is said at once, and what was said before ends."""
    text = heard(world, DECK, "s", "l", lang="zh")
    assert text.count('<cmn>\n<<speak> <voice name="cmn-latn-pinyin">这是什么？</voice></speak>>') == 2
    assert text.count("<en>\n<<speak> What is this?</speak>>") == 1


def test_options_are_said_by_their_numbers(world: Environment):
    """They are the keys."""
    head, *notes = MIXED.split("  - id: ")
    text = heard(world, head + next(f"  - id: {note}" for note in notes if note.startswith("pick\n")))
    assert "\n1: " in text
    assert "\n2: " in text


@pytest.mark.parametrize(("installed", "said"), [
    (("say", "spd-say", "espeak-ng"), "say\n<-v>\n<Tingting>\n< 这是什么？>"),
    (("spd-say", "espeak-ng"), "spd-say\n<--wait>\n<-x>\n<-l>\n<zh>\n<<speak> <voice"),
])  # fmt: skip
def test_the_system_s_own_voice_comes_first(world: Environment, installed: tuple[str, ...], said: str):
    """That of macOS, then that of speech-dispatcher."""
    for name in installed:
        install(world.cwd / "bin", name)
    assert heard(world, lang="zh").startswith(said)


def test_without_a_voice_that_is_said_once(world: Environment):
    """Not with every card; but when asked."""
    with at_work(replace(world, variables={**world.variables, "PATH": "/nowhere"}), DECK) as screens:
        assert "no voice is installed" in screens.trouble
        screens.press(" ")
        assert screens.trouble == ""
        screens.press("s")
        assert "no voice is installed" in screens.trouble


@pytest.mark.parametrize(("end", "reason"), [
    ("echo 'Voice not found.' >&2; exit 1", "espeak-ng failed (Voice not found)"),
    ("echo 'error: No such file or directory' >&2", "espeak-ng failed (error: No such file or directory)"),
    ("printf 'ALSA lib: warned\\n\\033[2Jbad\\n' >&2; exit 3", "espeak-ng failed (␛[2Jbad)"),
    ("exit 3", "espeak-ng failed (exit code 3)"),
])  # fmt: skip
def test_a_voice_that_fails_is_one_line_and_asked_no_more(world: Environment, end: str, reason: str):
    """It is drawn when it is known, until the next key; the cards go on."""
    install(world.cwd / "bin", "espeak-ng", end)
    with at_work(world, DECK) as screens:
        finish(screens)
        assert f"! {reason}" in shown(screens, 100)
        assert reason in shown(screens, 100)
        screens.press(" ")
        assert "failed" not in shown(screens, 100)
        assert screens.beside.programs.heard is None
        screens.press("s")
        told = [screens.trouble]
        finish(screens)
        screens.press("f")  # nothing was drawn meanwhile: line by line it is told with the next key at the latest
        assert sorted([*told, screens.trouble]) == ["", reason]
        screens.press("f")
        assert screens.trouble == ""


def test_a_warning_is_no_failure(world: Environment):
    """Sound libraries write of what they tried first."""
    install(world.cwd / "bin", "espeak-ng", "echo 'ALSA lib pcm.c: Unknown PCM default' >&2")
    with at_work(world, DECK) as screens:
        finish(screens)
        assert "failed" not in shown(screens, 100)


def test_a_sound_that_fails_mutes_no_voice(world: Environment):
    """A player may end with 0 and name the file."""
    sound = world.cwd / "decks" / "said.mp3"
    install(world.cwd / "bin", "ffplay", f"echo '{sound}: Invalid argument' >&2")
    sound.parent.mkdir(exist_ok=True)
    sound.write_bytes(b"")
    with at_work(world, DECK) as screens:
        finish(screens)
        screens.press("o")
        finish(screens)
        assert "! ffplay failed" in shown(screens, 100)
        screens.press(" ")
        assert screens.beside.programs.heard is not None
        screens.beside.programs.hush()


def test_afplay_is_given_what_it_can_play(world: Environment):
    """It knows no Ogg."""
    for name in ("afplay", "mpv"):
        install(world.cwd / "bin", name)
    programs = Programs(world.variables)
    for name in ("a.mp3", "b.ogg", "c.opus", "d.m4a"):
        programs.play(Path(name))
        finish_program(programs)
    assert [line for line in calls(world) if line[0] != "<"] == ["afplay", "mpv", "mpv", "afplay"]


def finish_program(programs: Programs) -> None:
    if programs.heard:
        programs.heard.process.wait(PATIENCE_MS / 1000)
    programs.hush()


def test_the_system_s_voice_is_cancelled_not_killed(world: Environment):
    """Its client ends when the server is silent; one that is not known to the server yet is cancelled once more."""
    flag = world.cwd / "cancelled"
    install(
        world.cwd / "bin",
        "spd-say",
        f"""\
case $1 in
--cancel) if [ -e "{flag}1" ]; then : > "{flag}2"; else : > "{flag}1"; fi ;;
*) trap 'echo killed >> "{world.cwd}/calls"; exit' TERM
   until [ -e "{flag}2" ]; do /bin/sleep 0.01; done ;;
esac""",
    )
    programs = Programs(world.variables)
    programs.speak("text", "en")
    calls(world, 6)
    programs.hush()
    assert calls(world)[6:] == ["spd-say", "<--cancel>", "spd-say", "<--cancel>"]
    assert programs.heard is None


def test_a_server_that_hangs_is_given_up(world: Environment, monkeypatch):
    """The next voice is used, or there is none."""
    monkeypatch.setattr("drillcli.ui.programs.START_S", 0.05)
    install(world.cwd / "bin", "spd-say", "exec /bin/sleep 60")
    programs = Programs(world.variables)
    programs.speak("text", "en")
    programs.hush()
    programs.speak("text", "en")
    finish_program(programs)
    assert calls(world)[-5] == "espeak-ng"
    (world.cwd / "bin" / "espeak-ng").unlink()
    with pytest.raises(DrillError, match="spd-say does not answer"):
        programs.speak("text", "en")


def test_a_program_that_does_not_end_is_ended(world: Environment, monkeypatch):
    """It is asked first."""
    monkeypatch.setattr("drillcli.ui.programs.PATIENCE_S", 0.1)
    install(world.cwd / "bin", "mpv", 'trap "" TERM\nwhile :; do /bin/sleep 0.05; done')
    programs = Programs(world.variables)
    programs.play(Path("a.mp3"))
    assert programs.heard is not None
    process = programs.heard.process
    calls(world, 5)
    programs.hush()
    assert process.returncode == -9
    assert programs.heard is None


def test_a_viewer_that_was_closed_is_let_go(world: Environment):
    """With the next look at what is heard: no process that has ended is kept."""
    install(world.cwd / "bin", "xdg-open")
    programs = Programs(world.variables)
    programs.view(Path("a.png"))
    programs.viewers[0].wait(PATIENCE_MS / 1000)
    assert programs.fault() == ""
    assert programs.viewers == []


@pytest.mark.parametrize(("source", "said"), [
    ("**F1** is the […] of $\\frac{a}{b}$", "F1 is the … of a/b"),
    ("$W^T x_i^2$", "W T \xa0x i2 "),
    ("[the paper](https://x.org/a.pdf) and `a[i]`, ![loss](a.png)", "the paper and a[i], [picture: loss]"),
    ("a\n\n---\n\n| x | y |\n|---|---|\n| 1 | 2 |", "a\n\n\nx: 1; y: 2"),
])  # fmt: skip
def test_what_is_said_has_no_marks(source: str, said: str):
    """Formulas as they read, a gap as a pause, a table in words, no rule, no address."""
    assert aloud([source]) == said


def test_words_are_no_options_and_no_commands():
    """A text may begin with a hyphen, and `[[` begins commands of two programs."""
    assert bare("-v [[1, 2], [3]]") == " -v [ [1, 2], [3]]"


def test_chinese_among_english_has_a_voice_of_its_own():
    """The rest of SSML is escaped."""
    assert marked("F1 是 <b> & 召回率 (recall)") == (
        '<speak> F1 <voice name="cmn-latn-pinyin">是 </voice>&lt;b&gt; &amp; '
        '<voice name="cmn-latn-pinyin">召回率 (</voice>recall)</speak>'
    )
