"""Text from decks, file names, foreign files and the command line is shown, never obeyed: by every command."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from io import StringIO

import pytest

from drillcli.cli import main
from drillcli.cli.table import COMMANDS

BIDI = "\u202e\u2066"
ODD = f"{BIDI}&#27;[2J&#x202e;&#x9b;31m&#7;\x85\u2028"
"""What a deck file can hold: directions of writing, entities that Markdown makes characters of, odd line breaks."""
RAW = "\x1b]0;title\x07\x9b31m\x08\r\u202e\nsecond"
"""What file names, words and foreign files can hold beside that."""

DECK = f"""\
title: {{en: "T{ODD}", zh: "题{ODD}"}}
about: "a{ODD}"
notes:
  - id: basic
    q: "Q{ODD} `c{ODD}` **b{ODD}** [l{ODD}](http://x/{ODD}) ![i{ODD}](x{ODD}.png)"
    a: "A{ODD} $x{ODD}$ $\\\\text{{{ODD}}}$"
    why: "W{ODD}\\n\\n```{ODD}\\ncode{ODD}\\n```\\n\\n| a{ODD} | b |\\n|---|---|\\n| c{ODD} | d |"
    tags: ["t{ODD}"]
    from: ["f{ODD}"]
    fixes: ["x{ODD}"]
    exercise: "e{ODD}"
  - {{id: gap, cloze: "f {{{{g{ODD}}}}} of {ODD}"}}
  - {{id: pick, q: "c{ODD}", choices: ["a{ODD}", "b{ODD}"], answer: 1}}
  - {{id: type, q: "y{ODD}", accept: ["r{ODD}"]}}
  - {{id: seq, q: "o{ODD}", order: ["1{ODD}", "2{ODD}"]}}
  - {{id: num, q: "n{ODD}", number: {{value: 1, tolerance: 0, unit: "u{ODD}"}}}}
"""
NOTES = ("basic", "gap", "pick", "type", "seq", "num")
FAULTY = 'title: x\n"a\\x1bb\\nc": 1\nnotes:\n  - {id: x, q: a, a: b, "z\\n\\u202e": c}\n'

LINES = [
    *(["study", "host"], ["due"], ["due", "--prompt"], ["exam", "host", "2026-12-20"], ["exam"], ["exercise"]),
    *(["stats"], ["evaluate"], ["fit"], ["fit", "--history"], ["simulate", "--days", "5"]),
    *(["decks"], ["search", "c"], ["check"], ["orphans"], *(["show", f"host/{note}"] for note in NOTES)),
    *(["bury", "host/gap"], ["undo"], ["suspend", "host/gap"], ["unsuspend", "host/gap"], ["forget", "host/basic"]),
    *(["export", "host", "x.md", "--force"], ["export", "host", "x.html", "--force"], ["extract", "doc.md", "--yes"]),
    *(["import", "b.csv"], ["import", "b.md"], ["import", "b.json"], ["import", "--reviews", "log.csv"], []),
    *(["config"], ["doctor"], ["edit", "host/basic"], ["backup"], ["restore"], ["new", "fresh"]),
    ["add", "host"],
]
WITH_JSON = [
    *(["due"], ["exam"], ["stats"], ["decks"], ["show", "host/basic"], ["search", "c"], ["check"], ["orphans"], []),
    *(["extract", "doc.md"], ["import", "b.csv"], ["import", "--reviews", "log.csv"], ["doctor"], ["config"]),
    ["export", "host", "x.md", "--force"],
]
FOREIGN = {
    "b.csv": "q,a,foo\x1b]0;\x07\nx\x1b[2J,\n,y\x07\nq\u202e,a\x9b,\n",
    "b.md": "Q: a\x1b[2J\u202e\nA: b\x9b\n\nC: x\x1b\n",
    "b.json": json.dumps([{"q": "a\x1b[2J", "a": "b\x9b", "deck": "D\x1b\u202e", "z\x1b\n": 1}, {"q": "\x07"}]),
    "log.csv": "card,rating,time\nx\x1b,1,2020-01-01\nx\u202e,9,2\ny,1\x1b,2020-01-01\nz,1,2020-01-01T00:00Z\n",
    "doc.md": "# T\x1b[2J\n\nQ1: a\x1b[2J\u202e?\nA: b\x9b\x07\n\nQ2: c\nsecond\x1b\n",
}
WRONG = [
    *(["study", RAW], ["show", RAW], ["show", f"host/{RAW}"], ["edit", RAW], ["check", RAW], ["check", f"{RAW}.yaml"]),
    *(["export", RAW, "x.md"], ["export", "host", RAW], ["export", "host", f"{RAW}/a.md"], ["import", RAW]),
    *(["import", "--reviews", RAW], ["extract", RAW], ["extract", "doc.md", "-o", f"{RAW}.yaml"], ["config", RAW]),
    *(["config", "lang", RAW], ["exam", RAW], ["exam", "host", RAW], ["stats", RAW], ["stats", "--since", RAW]),
    *(["stats", "--svg", f"{RAW}/x.svg"], ["undo", RAW], ["bury", RAW], ["exercise", RAW], ["fit", RAW], [RAW]),
    *([f"--{RAW}"], ["due", f"{RAW}.yaml"], ["decks", RAW], ["import", "b.csv", "--tz", RAW], ["--lang", RAW]),
    *(["import", "b.md", "--encoding", RAW], ["import", "b.md", "--day-start", RAW], ["study", "--tag", RAW]),
    *(["new", RAW], ["add", RAW], ["backup", f"{RAW}/x"], ["restore", RAW], ["sync"], ["sync", "init", f"/{RAW}"]),
    *(["study", "--seed", RAW], ["simulate", "--days", RAW], ["import", "b.csv", "--columns", RAW]),
]

_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_OURS = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(env, tmp_path):
    """Run `drill` among hostile files; return exit code, stdout and stderr, in which there is nothing to obey."""
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "host.yaml").write_text(DECK, "utf-8")
    for name, text in FOREIGN.items():
        (tmp_path / name).write_text(text, "utf-8")

    def run(words, *, terminal=False, lines="", **variables):
        out, err = (Terminal() if terminal else StringIO()), StringIO()
        given = {"TERM": "xterm", "EDITOR": "true", **variables}
        world = replace(env, stdout=out, stderr=err, stdin=StringIO(lines), variables={**env.variables, **given})
        code = main(words, world)
        seen = _OURS.sub("", out.getvalue()) if terminal else out.getvalue()
        for text in (seen, err.getvalue()):
            found = _OBEYED.search(text)
            assert not found, f"{words}: {text[max(found.start() - 60, 0) : found.end() + 20]!r}"
        return code, out.getvalue(), err.getvalue()

    return run


def test_every_command_is_asked():
    """A new command gets a line in LINES, or in WRONG where there is nothing for it to do here."""
    asked = {line[0] for line in (*LINES, *WRONG) if line}
    assert set(COMMANDS) <= asked


@pytest.mark.parametrize("terminal", [False, True])
def test_what_a_deck_says_is_shown(run, terminal):
    """In every command, in a pipe and in a terminal, cards answered."""
    assert run(["study", "host"], lines="3\n3\n1\nr\n1 2\n1\n", terminal=terminal)[0] == 0
    for words in LINES:
        code, _out, err = run(words, terminal=terminal)
        assert code in (0, 1, 3), (words, err)


def test_json_escapes_what_a_terminal_would_obey(run):
    """And a reader of JSON gets the text as it is."""
    run(["study", "host"], lines="3\n3\n1\nr\n1 2\n1\n")
    for words in WITH_JSON:
        code, out, err = run([*words, "--json"])
        assert code in (0, 3), (words, err)
        json.loads(out)
    _code, out, _err = run(["show", "host/basic", "--json"])
    assert json.loads(out)["tags"][0].startswith(f"t{BIDI}")


def test_what_the_command_line_says_is_shown_on_one_line(run):
    """A refusal quotes it; a line break in it makes no second line."""
    for words in WRONG:
        code, _out, err = run(words)
        assert code in (0, 1, 2, 3), words
        assert err.count("\n") <= 1, err


def test_what_files_are_called_is_shown(run, tmp_path):
    """Deck files whose names no slug can be, a faulty one, and a data folder with such a name."""
    for name in ("a\x1b[2Jb.yaml", "a\nb.yaml", "a\u202eb.yaml", "a\x9b.yaml"):
        (tmp_path / "decks" / name).write_text(DECK, "utf-8")
    (tmp_path / "decks" / "bad.yaml").write_text(FAULTY, "utf-8")
    for terminal in (False, True):
        for words in ([], ["decks"], ["check"], ["check", "--json"], ["due"], ["doctor"], ["doctor", "--json"]):
            run(words, terminal=terminal)
    code, out, _err = run(["check"])
    assert code == 3
    assert "␛" in out
    assert all(re.match(r"\S*:\d+:\d+: ", line) for line in out.splitlines())
    for words in ([], ["doctor"], ["due"], ["check"], ["import", "b.md"]):
        run(words, DRILL_HOME=str(tmp_path / f"home{RAW}"))


def test_what_a_database_says_is_shown(run, tmp_path):
    """A card whose name came in by another road than drill's own readers."""
    run(["study", "host"], lines="3\n")
    with closing(sqlite3.connect(tmp_path / "drill_home" / "drill.db")) as database:
        database.execute("UPDATE card SET name = ? WHERE reps > 0", (f"n{RAW}",))
        database.commit()
    for words in (["orphans"], ["orphans", "--json"], ["undo"], ["stats"], ["doctor"]):
        run(words)
