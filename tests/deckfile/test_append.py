"""Notes added to deck files of every layout, and taken back: no other byte changes."""

import os
from multiprocessing import get_context
from pathlib import Path
from threading import Timer

import pytest
from filelock import FileLock

from drillcli.deckfile import append, rewrite, write
from drillcli.deckfile.build import load
from drillcli.errors import DeckError, DrillError
from drillcli.model import Deck

NEW = ("new", "basic", {"q": {"": "Which river is\nthe longest?"}, "a": {"": "The Nile"}})
LAYOUTS = {
    "as drill writes it": "title: T\nnotes:\n\n  - id: a\n    q: b\n    a: c\n",
    "no blank lines between": "title: T\nnotes:\n- q: a\n  a: b\n- q: c\n  a: d\n",
    "four spaces": "title: T\nnotes:\n    - q: a\n      a: b\n    # the end\n",
    "a wide dash": "title: T\nnotes:\n  -   q: a\n      a: b\n",
    "no break at the end": "title: T\nnotes:\n  - q: a\n    a: b",
    "a literal at the end": "title: T\nnotes:\n  - q: a\n    a: |\n      one\n\n      # two\n\n\n",
    "a key after the notes": "title: T\nnotes:\n  - q: a\n    a: b\n\n# what follows\norder: 3\n",
    "carriage returns": "title: T\r\nnotes:\r\n  - q: a\r\n    a: b\r\n",
    "a mark at the beginning": "\ufefftitle: T\nnotes:\n  - q: a\n    a: b\n",
    "no notes yet": "title: T\nnotes:\n\n  # - q: an example\n  #   a: of a note\n",
    "an empty list": "title: T\nnotes: []  # none\norder: 1\n",
    "Chinese": "title: 河\nnotes:\n  - q: 哪条河最长？\n    a: 尼罗河\n",
}


def deck_file(folder: Path, text: str) -> Path:
    path = folder / "d.yaml"
    path.write_bytes(text.encode())
    return path


def add(path: Path, *entries: write.Entry) -> append.Added:
    return append.append(path, path.parent / "home" / "lock", lambda _deck: entries)


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_a_note_is_added_after_the_last_and_taken_back(tmp_path: Path, text: str) -> None:
    """The old lines stand as they stood; the new note reads as it was given; taken back, the file is as it was."""
    path = deck_file(tmp_path, text)
    before = load(path, "d").deck
    added = add(path, NEW)
    data = path.read_bytes()
    after = load(path, "d").deck
    assert [note.fields for note in after.notes] == [
        *(note.fields for note in before.notes),
        {"id": "new", **NEW[2]},
    ]
    assert data.replace(added.piece, b"").decode().rstrip() == text.replace(" []", "").rstrip()
    assert (b"\r\n" in data) == ("\r\n" in text)
    assert data.count(b"\r") == data.count(b"\n") * ("\r\n" in text)
    append.take_back(path, tmp_path / "home" / "lock", added)
    assert path.read_text(encoding="utf-8").rstrip() == text.replace(" []", "").replace("\r\n", "\n").rstrip()


def test_the_lock_in_the_data_folder_is_the_learners_alone(tmp_path: Path) -> None:
    """What drill leaves in the data folder nobody else may read or write; `drill doctor` would say so."""
    add(deck_file(tmp_path, LAYOUTS["as drill writes it"]), NEW)
    assert (tmp_path / "home" / "lock").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["title: T\nnotes: [{q: a, a: b}]\n", "{title: T, notes: []}\n"])
def test_a_deck_that_cannot_grow_is_named(tmp_path: Path, text: str) -> None:
    """Where the notes have no lines of their own nothing is written."""
    path = deck_file(tmp_path, text)
    with pytest.raises(DeckError, match=r"d\.yaml:\d:1: no note can be added below"):
        add(path, NEW)
    assert path.read_text() == text


def test_a_deck_with_an_error_is_not_written(tmp_path: Path) -> None:
    """The error is named with its place."""
    path = deck_file(tmp_path, "title: T\nnotes:\n  - q: a\n")
    with pytest.raises(DeckError, match=r"d\.yaml:3:5: error: a basic note needs `a`"):
        add(path, NEW)


def test_an_edit_made_meanwhile_is_kept(tmp_path: Path) -> None:
    """What an editor saves between reading and writing is read again, and stays."""
    path = deck_file(tmp_path, LAYOUTS["four spaces"])
    calls = []

    def notes(deck: Deck) -> list[write.Entry]:
        calls.append(len(deck.notes))
        if len(calls) == 1:
            path.write_text(LAYOUTS["no blank lines between"])
        return [NEW]

    append.append(path, tmp_path / "lock", notes)
    assert calls == [1, 2]
    assert [note.id for note in load(path, "d").deck.notes][2:] == ["new"]


def test_a_note_that_was_changed_is_not_taken_back(tmp_path: Path) -> None:
    """What somebody wrote into it since would be lost."""
    path = deck_file(tmp_path, LAYOUTS["four spaces"])
    added = add(path, NEW)
    path.write_text(path.read_text().replace("The Nile", "The Amazon"))
    with pytest.raises(DeckError, match="new has been changed since it was added"):
        append.take_back(path, tmp_path / "lock", added)
    assert "Amazon" in path.read_text()


def test_a_note_is_taken_back_from_among_others(tmp_path: Path) -> None:
    """Others that came later stay."""
    path = deck_file(tmp_path, LAYOUTS["four spaces"])
    added = add(path, NEW)
    add(path, ("later", *NEW[1:]))
    append.take_back(path, tmp_path / "lock", added)
    assert load(path, "d").deck.notes[-1].id == "later"


def test_mode_and_link_stay(tmp_path: Path) -> None:
    """As with an editor."""
    path = deck_file(tmp_path, LAYOUTS["four spaces"])
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    add(link, NEW)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert "The Nile" in path.read_text()
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.endswith(".part")] == []


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """One line with the path and what to do."""
    with pytest.raises(DrillError, match=r"d\.yaml cannot be written \(No such file or directory\)"):
        add(tmp_path / "d.yaml", NEW)


def _add_ten(path: Path, name: str) -> None:
    for number in range(10):
        add(path, (f"{name}-{number}", "basic", {"q": {"": f"{name} {number}"}, "a": {"": "x"}}))


def test_a_file_that_is_away_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    """As while git checks out: the note goes into the version that comes."""
    path = deck_file(tmp_path, LAYOUTS["Chinese"])
    back: list[Timer] = []

    def notes(_deck: Deck) -> list[write.Entry]:
        if not back:
            path.unlink()
            back.append(Timer(0.1, lambda: deck_file(tmp_path, LAYOUTS["as drill writes it"])))
            back[0].start()
        return [NEW]

    append.append(path, tmp_path / "lock", notes)
    back[0].join()
    deck = load(path, "d").deck
    assert deck
    assert [note.id for note in deck.notes] == ["a", "new"]


def test_another_drill_that_writes_for_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is changed, and the line says so."""
    path = deck_file(tmp_path, LAYOUTS["Chinese"])
    monkeypatch.setattr(rewrite, "PATIENCE_S", 0.05)
    with FileLock(tmp_path / "lock"), pytest.raises(DrillError, match="another drill is writing decks just now"):
        append.append(path, tmp_path / "lock", lambda _deck: [NEW])
    assert path.read_text(encoding="utf-8") == LAYOUTS["Chinese"]


def test_a_file_that_may_only_be_read_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though a new one could take its place."""
    path = deck_file(tmp_path, LAYOUTS["Chinese"])
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    with pytest.raises(DrillError, match=r"d\.yaml cannot be written \(Permission denied\)"):
        add(path, NEW)
    assert path.read_text(encoding="utf-8") == LAYOUTS["Chinese"]


def test_an_editor_that_has_the_file_open_is_seen(tmp_path: Path) -> None:
    """By what vim and Emacs leave beside it; the link of Emacs leads nowhere."""
    path = deck_file(tmp_path, LAYOUTS["Chinese"])
    assert not append.open_elsewhere(path)
    (tmp_path / ".#d.yaml").symlink_to("me@host.1:2")
    assert append.open_elsewhere(path)
    (tmp_path / ".#d.yaml").unlink()
    (tmp_path / ".d.yaml.swp").touch()
    assert append.open_elsewhere(path)


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    """Each waits for the other: every note of both is there."""
    path = deck_file(tmp_path, LAYOUTS["four spaces"])
    context = get_context("fork")
    processes = [context.Process(target=_add_ten, args=(path, name)) for name in ("one", "two", "three")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(load(path, "d").deck.notes) == 31
