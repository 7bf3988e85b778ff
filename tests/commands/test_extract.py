"""`drill extract`: documents in, the draft of a deck out."""

import json
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import TextIO

import pytest

from drillcli.commands.extract import ExtractOptions, run
from drillcli.config import Environment
from drillcli.deckfile.build import load
from drillcli.deckfile.check import check
from drillcli.errors import DrillError, UsageError
from drillcli.ui import candidates

QUEUES = """\
# Queues

Read this first.

## Q: What is back pressure?

A slow consumer tells the producer to slow down, so that nothing piles up in between.

## Q: What is a dead letter queue?

For messages that failed too often.

## Q: What does a slow consumer do?

A slow consumer tells the producer to slow down, so that nothing piles up in between.

## Q: What is a poison message?
"""


@pytest.fixture
def queues(tmp_path: Path) -> Path:
    """A document with four questions, two of which have the same answer, and one has none."""
    path = tmp_path / "queues.md"
    path.write_text(QUEUES, encoding="utf-8")
    return path.relative_to(tmp_path)


def said(stream: TextIO) -> str:
    assert isinstance(stream, StringIO)
    return stream.getvalue()


def test_a_draft_on_stdout(env: Environment, queues: Path) -> None:
    """Without a file the deck goes to stdout, and nothing else does."""
    assert run(env, [queues]) == 0
    deck = load(Path("draft"), "draft", said(env.stdout).encode()).deck
    assert deck is not None
    assert deck.title == {"": "Queues"}
    assert [(note.id, note.fields["from"]) for note in deck.notes] == [
        ("back-pressure", ["queues.md:5"]),
        ("dead-letter-queue", ["queues.md:9"]),
        ("slow-consumer", ["queues.md:13"]),
    ]
    assert deck.notes[2].fields["tags"] == ["duplicate"]


def test_what_is_told(env: Environment, queues: Path) -> None:
    """Duplicates and what was left out are told on stderr, each with its place."""
    run(env, [queues])
    assert said(env.stderr).splitlines() == [
        "queues.md:13: nearly the same answer as queues.md:5; kept, with the tag duplicate",
        "queues.md:17: left out, it has no answer: What is a poison message?",
        "queues.md:3: left out (introduction): Read this first.",
    ]


def test_only_the_first_are_told(env: Environment, tmp_path: Path) -> None:
    """Of many parts that were left out ten are told, and how many more there are."""
    (tmp_path / "a.md").write_text(QUEUES + "\n".join(f"## Q: What is x{n}?\n" for n in range(20)), encoding="utf-8")
    run(env, [Path("a.md")])
    lines = said(env.stderr).splitlines()
    assert len(lines) == 12
    assert lines[-1] == "12 more parts were left out; --json lists them"


def test_into_a_file(env: Environment, queues: Path, tmp_path: Path) -> None:
    """With -o the deck is written to a file that passes the check, and stdout stays empty."""
    assert run(env, [queues], ExtractOptions(Path("decks/queues.yaml"))) == 0
    report = check([tmp_path / "decks" / "queues.yaml"])
    assert (report.errors, report.notes) == (0, 3)
    assert said(env.stdout) == ""
    assert "queues.yaml: 3 notes; look them over with `drill check`" in said(env.stderr)
    assert [path.name for path in (tmp_path / "decks").iterdir()] == ["queues.yaml"]


def test_never_over_a_file(env: Environment, queues: Path, tmp_path: Path) -> None:
    """A file that is there is only written over with --force."""
    (tmp_path / "mine.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(DrillError, match=r"mine\.yaml is there already: .*--force"):
        run(env, [queues], ExtractOptions(Path("mine.yaml")))
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "mine"
    run(env, [queues], ExtractOptions(Path("mine.yaml"), force=True))
    assert "back-pressure" in (tmp_path / "mine.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "reason"), [("deck.txt", "end it in .yaml"), ("a b.yaml", 'not " "')])
def test_no_name_for_a_deck(env: Environment, queues: Path, name: str, reason: str) -> None:
    """A name under which no deck would be found is refused before anything is done."""
    with pytest.raises(UsageError, match=reason):
        run(env, [queues], ExtractOptions(Path(name)))


def test_a_folder_that_may_not_be_written(env: Environment, queues: Path, tmp_path: Path) -> None:
    """Where the deck cannot be written the reason is said."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DrillError, match=r"deck.yaml cannot be written \("):
        run(env, [queues], ExtractOptions(Path("file/deck.yaml")))


def test_json(env: Environment, queues: Path) -> None:
    """The JSON has every item as in the document, with its id in the draft, and all that was left out."""
    run(env, [queues], ExtractOptions(as_json=True))
    report = json.loads(said(env.stdout))
    assert said(env.stderr) == ""
    assert [(item["id"], item["heading"], item["line"]) for item in report["items"]] == [
        ("back-pressure", "What is back pressure?", 5),
        ("dead-letter-queue", "What is a dead letter queue?", 9),
        ("slow-consumer", "What does a slow consumer do?", 13),
        (None, "What is a poison message?", 17),
    ]
    assert report["items"][1]["answer"] == "For messages that failed too often."
    assert set(report["items"][0]) >= {"number", "question", "points", "explanation", "code", "section", "confidence"}
    assert report["duplicates"] == [
        {
            "file": "queues.md",
            "line": 13,
            "same_as": {"file": "queues.md", "line": 5},
            "on": ["answer"],
            "score": 1.0,
        }
    ]
    assert {"kind": "introduction", "file": "queues.md", "line": 3, "text": "Read this first."} in report["left_out"]
    assert report["titles"] == {"queues.md": "Queues"}


def test_json_and_a_file(env: Environment, queues: Path, tmp_path: Path) -> None:
    """With -o the JSON goes to stdout and the deck into the file."""
    run(env, [queues], ExtractOptions(Path("deck.yaml"), as_json=True))
    assert len(json.loads(said(env.stdout))["items"]) == 4
    assert (tmp_path / "deck.yaml").exists()


def test_twice_the_same(env: Environment, queues: Path) -> None:
    """Running again gives the same draft."""
    run(env, [queues])
    again = replace(env, stdout=StringIO())
    run(again, [queues])
    assert said(again.stdout) == said(env.stdout)


def test_stdin(env: Environment) -> None:
    """A dash is stdin, in bytes or text."""
    for stream in (StringIO(QUEUES), TextIOWrapper(BytesIO(QUEUES.encode("utf-16")))):
        world = replace(env, stdin=stream, stdout=StringIO(), stderr=StringIO())
        run(world, [Path("-")])
        assert 'from: ["stdin:5"]' in said(world.stdout)
    assert "stdin: read as UTF-16" in said(world.stderr)


def test_several_documents(env: Environment, queues: Path, tmp_path: Path) -> None:
    """Several documents make one deck; one that is named twice counts once."""
    (tmp_path / "zh.txt").write_bytes("问：什么是缓存？\n答：一种存储。\n".encode("gb18030"))
    run(env, [queues, Path("zh.txt"), queues])
    deck = load(Path("draft"), "draft", said(env.stdout).encode()).deck
    assert deck is not None
    assert [note.fields["q"] for note in deck.notes][-1] == {"zh": "什么是缓存？"}
    assert "en" in deck.notes[0].fields["q"]
    assert [note.id for note in deck.notes][-1] == "zh-q-1"
    assert "zh.txt: read as GB18030" in said(env.stderr)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "cannot read doc.md: No such file"),
        (b"", "doc.md is empty"),
        (b" \n\n", "doc.md is empty"),
        (b"\x00\x01", "doc.md: it is not text"),
        (b"# Notes\n\nNothing is asked in here.\n", "no question was found; looked for .*Q: and A:"),
        (
            b"## Q: What is a cache?\n\n## Q: What is a queue?\n",
            "2 questions were found, but no answer to any; .*doc.md:1",
        ),
    ],
)
def test_nothing_to_make_a_deck_of(env: Environment, tmp_path: Path, data: bytes | None, reason: str) -> None:
    """Where there is no deck in a document, one line says why, and nothing goes to stdout."""
    if data is not None:
        (tmp_path / "doc.md").write_bytes(data)
    with pytest.raises(DrillError, match=reason) as caught:
        run(env, [Path("doc.md")])
    assert "\n" not in str(caught.value)
    assert said(env.stdout) == ""


def test_questions_alone_are_told_one_by_one(env: Environment, tmp_path: Path) -> None:
    """A list of questions makes no deck; each question is named with its line."""
    (tmp_path / "list.md").write_text("# To ask\n\n- How do you shard?\n- Explain floats.\n", encoding="utf-8")
    with pytest.raises(DrillError, match=r"2 questions were found, but no answer to any; the first is at list\.md:3"):
        run(env, [Path("list.md")])
    assert said(env.stderr).splitlines() == [
        "list.md:3: left out (question without an answer): - How do you shard?",
        "list.md:4: left out (question without an answer): - Explain floats.",
    ]


def test_a_list_of_questions_beside_others(env: Environment, queues: Path, tmp_path: Path) -> None:
    """Questions without answers in lists are told beside the deck that the others make."""
    (tmp_path / "queues.md").write_text(QUEUES + "\n# More\n\n- How do you shard?\n", encoding="utf-8")
    run(env, [queues])
    assert any("How do you shard?" in line and "queues.md:" in line for line in said(env.stderr).splitlines())


def test_answers_in_a_file_of_their_own(env: Environment, tmp_path: Path) -> None:
    """Questions and answers in two files cannot be joined; the message says how they can."""
    (tmp_path / "q.md").write_text("# Questions\n\n1. What is a monad?\n2. What is a functor?\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("# Answers\n\n1. A way to chain.\n2. What can be mapped.\n", encoding="utf-8")
    with pytest.raises(DrillError, match="go below the questions, under a heading Answers"):
        run(env, [Path("q.md"), Path("a.md")])


def test_a_folder_is_no_document(env: Environment, tmp_path: Path) -> None:
    """A folder is refused in one line."""
    (tmp_path / "docs").mkdir()
    with pytest.raises(DrillError, match="cannot read docs: Is a directory"):
        run(env, [Path("docs")])


def test_min_confidence(env: Environment, queues: Path) -> None:
    """What is less sure than was asked for is left out; when nothing is left, the surest is named."""
    with pytest.raises(
        DrillError, match=r"3 questions were found, but none is sure enough; --min-confidence 0\.\d\d takes"
    ):
        run(env, [queues], ExtractOptions(least=1.01))


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def at_terminal(env: Environment) -> Environment:
    return replace(env, stdin=Terminal(), stdout=Terminal(), variables={**env.variables, "TERM": "xterm"})


def test_in_a_terminal_the_user_chooses(
    at_terminal: Environment, queues: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a terminal only what the user keeps is written."""
    monkeypatch.setattr(candidates, "choose", lambda _env, made: [made.candidates[1].entry])
    run(at_terminal, [queues], ExtractOptions(Path("deck.yaml")))
    assert check([tmp_path / "deck.yaml"]).notes == 1


def test_who_quits_writes_nothing(
    at_terminal: Environment, queues: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing is kept no file is written."""
    monkeypatch.setattr(candidates, "choose", lambda _env, _made: [])
    assert run(at_terminal, [queues], ExtractOptions(Path("deck.yaml"))) == 0
    assert not (tmp_path / "deck.yaml").exists()
    assert said(at_terminal.stderr).endswith("nothing was written\n")


def test_yes_asks_nothing(at_terminal: Environment, queues: Path, tmp_path: Path) -> None:
    """With --yes all candidates are taken, even in a terminal."""
    run(at_terminal, [queues], ExtractOptions(Path("deck.yaml"), yes=True))
    assert check([tmp_path / "deck.yaml"]).notes == 3
