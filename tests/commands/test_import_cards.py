"""`drill import FILE`."""

import json
import os

import pytest
from collection_cases import hide_bundled

CARDS = "q,a,tags\nWhat is recall?,The share found,ml\n召回率是什么？,找出来的比例,\n,lost,\n"


@pytest.fixture(autouse=True)
def _decks(monkeypatch, tmp_path):
    hide_bundled(monkeypatch)
    (tmp_path / "words.csv").write_text(CARDS, encoding="utf-8")


def test_a_table_becomes_a_deck_that_can_be_studied(drill, tmp_path):
    """Its folder is `decks` of the data folder; the page says what came and what did not."""
    done = drill("import", "words.csv")
    assert done.code == 0
    assert "notes   2 added" in done.out
    assert "1 note: there is no `q`" in done.out
    assert "the collection as it was:" in done.err
    assert (tmp_path / "drill_home" / "decks" / "words.yaml").is_file()
    assert json.loads(drill("due", "--json").out)["decks"][0]["new"] == 2
    assert drill("check").code == 0


def test_the_report_as_json(drill, tmp_path):
    """Its keys are the documented ones."""
    report = json.loads(drill("import", "words.csv", "--json").out)
    assert report == {
        "file": "words.csv",
        "folder": str(tmp_path / "drill_home" / "decks"),
        "dry_run": False,
        "notes": {"new": 2, "updated": 0, "same": 0, "edited": 0, "kept": 0, "removed": 0, "restored": 0},
        "cards": 2,
        "reviews": {"new": 0, "known": 0, "first_day": None, "last_day": None},
        "marks": {"suspended": 0, "buried": 0, "flagged": 0},
        "media": 0,
        "decks": [
            {
                "deck": "words",
                "title": "words",
                "file": str(tmp_path / "drill_home" / "decks" / "words.yaml"),
                "new": 2,
                "updated": 0,
            }
        ],
        "left_out": [
            {"what": "note", "why": "there is no `q`", "count": 1, "examples": [f"{tmp_path / 'words.csv'}:4"]}
        ],
        "backup": str(tmp_path / "drill_home" / "backups" / "20261122T090000Z-before-import.db"),
    }
    again = json.loads(drill("import", "words.csv", "--json").out)
    assert (again["notes"]["same"], again["backup"], again["decks"]) == (2, None, [])


def test_decks_here_come_before_the_data_folder(drill, tmp_path):
    """Where there is a folder `decks`, new decks go there."""
    (tmp_path / "decks").mkdir()
    drill("import", "words.csv")
    assert (tmp_path / "decks" / "words.yaml").is_file()


def test_a_dry_run_writes_nothing(drill, tmp_path):
    """It says so."""
    done = drill("import", "words.csv", "--dry-run")
    assert "a trial: nothing was written" in done.out
    assert not (tmp_path / "drill_home" / "decks").exists()
    assert json.loads(drill("due", "--json").out)["decks"] == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.bin", b"\x00\x01\x02", "x.bin is no file that drill can read: it takes Anki packages"),
        ("empty.csv", b"", "empty.csv is empty"),
        ("bad.apkg", b"PK\x03\x04 and no more", "bad.apkg"),
    ],
)
def test_what_cannot_be_read_is_one_line(drill, tmp_path, name, content, message):
    """With exit code 1."""
    (tmp_path / name).write_bytes(content)
    done = drill("import", name)
    assert (done.code, done.out) == (1, "")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_file_that_is_not_there(drill, tmp_path):
    """Or is a folder, which is a matter of usage."""
    assert drill("import", "none.csv").err.endswith("none.csv: No such file or directory\n")
    assert drill("import", ".").code == 2


def test_a_file_without_a_note_says_why(drill, tmp_path):
    """The page has the reasons; the exit code is 1."""
    (tmp_path / "none.csv").write_text("q,a\n,x\n,y\n")
    done = drill("import", "none.csv")
    assert done.code == 1
    assert "2 notes: there is no `q`" in done.out
    assert done.err == "drill: none.csv: there is no note in it that drill can take; nothing was imported\n"
    assert json.loads(drill("import", "none.csv", "--json").out)["left_out"][0]["count"] == 2


@pytest.mark.parametrize("reviews", [(), ("--reviews",)])
def test_a_pipe_is_no_file(drill, tmp_path, reviews):
    """What is read several times cannot come from stdin or a pipe; the line says what to do."""
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("-", "pipe.csv"):
        done = drill("import", name, *reviews)
        assert (done.code, done.err) == (2, f"drill: {name} is no file: write what comes from a pipe into one first\n")


def test_the_page_holds_a_deck_with_a_long_name(drill, tmp_path):
    """Its name stands above its counts, and the names of the others beside theirs."""
    (tmp_path / "long.csv").write_text(f"q,a,deck\nx,y,{'long ' * 14}\nz,w,short\n", encoding="utf-8")
    page = drill("import", "long.csv").out.splitlines()
    assert any(line.startswith("short") and "1 added" in line for line in page)
    assert any(line.startswith("long-long-long") and "new" not in line for line in page)
    assert len(page) < 20


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("cards.md --columns q,a", "--columns is for tables (.csv, .tsv), and cards.md is none; leave it out"),
        ("cards.md --html", "--html is for tables (.csv, .tsv), and cards.md is none; leave it out"),
        ("cards.json --delimiter ;", "--delimiter is for tables (.csv, .tsv), and cards.json is none; leave it out"),
        (
            "words.csv --cards cards.md",
            "--cards is for databases of hashcards and repeater, and words.csv is none; leave it out",
        ),
        ("words.csv --tz UTC", "--tz is for files with reviews, and words.csv has none; leave it out"),
        ("cards.md --day-start 04:00", "--day-start is for files with reviews, and cards.md has none; leave it out"),
        ("cards.apkg --encoding gbk", "--encoding is for text, and cards.apkg is a package; leave it out"),
        ("words.csv --card q", "--card goes with --reviews only; for a table of cards there is --columns"),
        ("words.csv --reviews --to d", "--to does not go with --reviews; leave it out"),
        ("words.csv --reviews --columns q,a", "--columns does not go with --reviews; leave it out"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(drill, tmp_path, words, said):
    """Each is for some kinds of files; for others it is a mistake, and nothing is imported."""
    for name in ("cards.md", "cards.json", "cards.apkg"):
        (tmp_path / name).write_text("Q: a\nA: b\n", encoding="utf-8")
    done = drill("import", *words.split())
    assert (done.code, done.out, done.err) == (2, "", f"drill: {said}\n")
    assert not (tmp_path / "drill_home").exists()


@pytest.mark.parametrize("words", ["words.csv --columns q,a,tags", "cards.md --encoding utf-8 --to d --deck e"])
def test_an_option_for_the_kind_of_file_is_taken(drill, tmp_path, words):
    """Those which say how it is read, and where its cards go."""
    (tmp_path / "cards.md").write_text("Q: a\nA: b\n", encoding="utf-8")
    assert drill("import", *words.split()).code == 0
