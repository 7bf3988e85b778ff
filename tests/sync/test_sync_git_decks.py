"""Decks that travel: merged where they can be, both versions kept where not; nothing in a repository is obeyed."""

import subprocess
from pathlib import Path

import pytest
from sync_world import deck, git, joined, machines

from drillcli.deckfile import rewrite
from drillcli.sync import working


@pytest.fixture
def two(tmp_path, monkeypatch):
    """Two machines that share a deck `common`."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    write(a, deck(6, "Common"))
    a.does("sync")
    b.drill("sync")
    return a, b


def path(machine, name="common.yaml"):
    return machine.sync_folder / "decks" / name


def write(machine, text, name="common.yaml"):
    path(machine, name).parent.mkdir(parents=True, exist_ok=True)
    path(machine, name).write_text(text)


def test_a_shared_deck_is_a_deck(two):
    """A deck put into sync/decks is found on every machine, and its removal travels too."""
    a, b = two
    assert "common" in b.does("decks")
    path(a).unlink()
    a.does("sync")
    assert b.does("sync").splitlines()[1] == "decks changed elsewhere: common.yaml"
    assert not path(b).exists()
    assert "common" not in b.does("decks")


def test_edits_of_other_notes_are_merged(two):
    """A deck edited in two places is one deck with both edits."""
    a, b = two
    write(a, path(a).read_text().replace("q: 0?", "q: zero?"))
    write(b, path(b).read_text().replace("q: 5?", "q: five?"))
    for machine in (a, b, a):
        machine.does("sync")
    assert path(a).read_text() == path(b).read_text()
    assert "zero?" in path(a).read_text()
    assert "five?" in path(a).read_text()


def test_no_card_is_added_while_decks_are_brought_in(two, monkeypatch):
    """A card that `drill add` wrote between the last look at a file and its new version would be gone."""
    a, b = two
    write(a, path(a).read_text().replace("q: 0?", "q: zero?"))
    a.does("sync")
    monkeypatch.setattr(rewrite, "PATIENCE_S", 0.01)
    look, refused = working._look, []

    def looking(*args):
        look(*args)
        refused.append(b.drill("add", "common", "--q", "new?", "--a", "x"))

    monkeypatch.setattr(working, "_look", looking)
    b.does("sync")
    assert "another drill is writing decks just now" in refused[0].err
    assert "zero?" in path(b).read_text()
    assert b.drill("add", "common", "--q", "new?", "--a", "x").out == "common/new\n"


def test_edits_of_the_same_note_are_both_kept(two):
    """Where both changed the same lines, the local version stays and the other lies beside it, under no deck's name."""
    a, b = two
    write(a, path(a).read_text().replace("q: 0?", "q: zero?"))
    write(b, path(b).read_text().replace("q: 0?", "q: naught?"))
    a.does("sync")
    told = b.drill("sync")
    (beside,) = path(b).parent.glob("common.yaml.theirs-*")
    assert (
        f"decks/common.yaml was changed here and elsewhere: yours stays, the other is decks/{beside.name}" in told.err
    )
    assert "naught?" in path(b).read_text()
    assert "zero?" in beside.read_text()
    assert "theirs" not in b.does("decks")
    a.does("sync")
    assert "naught?" in path(a).read_text()
    assert path(a, beside.name).exists()
    beside.unlink()
    b.does("sync")
    a.does("sync")
    assert not path(a, beside.name).exists()


def test_a_merge_that_would_break_a_deck_is_none(two):
    """Where git sees no clash but the deck would have one (the same id twice), both versions stay."""
    a, b = two
    lines = path(a).read_text().splitlines(keepends=True)
    write(a, "".join([*lines[:2], "  - {id: new, q: elsewhere, a: x}\n", *lines[2:]]))
    write(b, "".join([*lines, "  - {id: new, q: there, a: x}\n"]))
    a.does("sync")
    assert "yours stays" in b.drill("sync").err
    assert "there" in path(b).read_text()
    assert "elsewhere" not in path(b).read_text()


def test_changed_here_and_removed_there(two):
    """A deck that one removes and the other changes stays where it was changed, and comes back."""
    a, b = two
    path(a).unlink()
    write(b, path(b).read_text().replace("q: 0?", "q: naught?"))
    a.does("sync")
    assert "was changed here and removed elsewhere: it stays" in b.drill("sync").err
    a.does("sync")
    assert "naught?" in path(a).read_text()


def test_removed_here_and_changed_there(two):
    """The other way round the change is kept beside."""
    a, b = two
    write(a, path(a).read_text().replace("q: 0?", "q: zero?"))
    path(b).unlink()
    a.does("sync")
    assert "the other is decks/common.yaml.theirs-" in b.drill("sync").err
    assert not path(b).exists()


def test_two_first_uses_with_different_decks(tmp_path, monkeypatch):
    """Decks that lay in sync/decks before the first use are joined with those of the other machine."""
    a, b = machines(tmp_path, monkeypatch, "a", "b")
    for machine, name in ((a, "one.yaml"), (b, "two.yaml")):
        write(machine, deck(2, name), name)
        write(machine, deck(3, machine.folder.name), "same.yaml")
        done = machine.drill("sync", "init", str(tmp_path / "shared.git"))
        assert done.code == 0
    assert "decks/same.yaml was changed here and elsewhere" in done.err
    a.does("sync")
    for machine in (a, b):
        assert {"one", "two"} < {line.split()[0] for line in machine.does("decks").splitlines()}
    assert "title: b" in path(b, "same.yaml").read_text()


@pytest.fixture
def stranger(tmp_path):
    """A clone through which somebody with access to the repository commits what drill never would."""
    git(tmp_path, "clone", "-q", "shared.git", "stranger")
    return tmp_path / "stranger"


def commit(folder: Path) -> None:
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", "x")
    git(folder, "push", "-q")


def test_links_are_not_followed(two, tmp_path, stranger):
    """Symbolic links in a repository are left alone: neither read nor written through nor made."""
    a, b = two
    secret = tmp_path / "secret.yaml"
    secret.write_text(deck(1, "Secret"))
    (stranger / "decks" / "link.yaml").symlink_to(secret)
    (stranger / "decks" / "common.yaml").unlink()
    (stranger / "decks" / "common.yaml").symlink_to(secret)
    (stranger / "devices" / ("f" * 32)).symlink_to(tmp_path)
    commit(stranger)
    b.does("sync")
    assert not path(b, "link.yaml").exists()
    assert not path(b, "link.yaml").is_symlink()
    assert not path(b).exists()
    write(b, deck(2, "New"), "new.yaml")
    b.does("sync")
    a.does("sync")
    assert secret.read_text() == deck(1, "Secret")
    assert path(a, "new.yaml").exists()


@pytest.mark.parametrize("name", ["../../outside.yaml", ".git/config", ".git/hooks/post-checkout", "a/../../b.yaml"])
def test_paths_that_lead_out_are_not_written(name, two, tmp_path, stranger):
    """A tree made by hand, with names that no git would check out, writes nothing outside the folder."""
    a, _b = two
    blob = git(stranger, "hash-object", "-w", "--stdin", stdin="[core]\n\tfsmonitor = touch owned\n")
    for turn, part in enumerate(reversed(name.split("/"))):
        blob = raw_tree(stranger, "40000" if turn else "100644", part, blob)
    made = git(stranger, "commit-tree", blob, "-p", "HEAD", "-m", "x")
    git(stranger, "push", "-q", "origin", f"{made}:main")
    before = (a.sync_folder / ".git" / "config").read_bytes()
    a.drill("sync")
    assert (a.sync_folder / ".git" / "config").read_bytes() == before
    assert not list(a.folder.rglob("outside.yaml"))
    assert not list(a.folder.rglob("b.yaml"))
    assert not (a.sync_folder / ".git" / "hooks").exists()


def raw_tree(folder: Path, mode: str, name: str, blob: str) -> str:
    """Write a tree object of one entry as bytes, for git itself refuses such names."""
    content = f"{mode} {name}\0".encode() + bytes.fromhex(blob)
    done = subprocess.run(["git", "-C", folder, "hash-object", "-w", "-t", "tree", "--literally", "--stdin"],
                          input=content, capture_output=True, check=True)  # fmt: skip
    return done.stdout.decode().strip()


def test_filters_and_hooks_do_not_run(two, tmp_path, stranger):
    """Attributes in a repository cannot start a program that the user's configuration names, nor can hooks."""
    _a, b = two
    owned = tmp_path / "owned"
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $GIT_DIR" >> {owned}\ncat\n')
    program.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in (
        "pre-commit",
        "post-commit",
        "reference-transaction",
        "post-checkout",
        "pre-push",
        "post-index-change",
    ):
        (hooks / hook).symlink_to(program)
    config = tmp_path / "gitconfig"
    config.write_text(
        f'[filter "x"]\n\tsmudge = {program}\n\tclean = {program}\n'
        f'[merge "x"]\n\tdriver = {program}\n[diff]\n\texternal = {program}\n'
        f"[core]\n\thooksPath = {hooks}\n\tfsmonitor = {program}\n"
    )
    (stranger / ".gitattributes").write_text("* filter=x merge=x diff=x\n")
    (stranger / "decks" / "common.yaml").write_text(deck(7, "Common").replace("0?", "zero?"))
    commit(stranger)
    write(b, deck(6, "Common").replace("title: Common", "title: Ours"))
    assert b.drill("sync", GIT_CONFIG_GLOBAL=str(config)).code == 0
    assert "zero?" in path(b).read_text()
    ran = owned.read_text().splitlines() if owned.exists() else []
    # The repository that receives is a folder of the user's, and obeys the user's own configuration as any other.
    assert [line for line in ran if not line.endswith("reference-transaction .")] == []


def test_a_link_of_the_learner_is_not_replaced(two, tmp_path):
    """A deck that the learner has linked into the folder stays a link, and what others have stays theirs."""
    a, b = two
    mine = tmp_path / "mine.yaml"
    mine.write_text(deck(1, "Mine"))
    path(b).unlink()
    path(b).symlink_to(mine)
    write(a, deck(8, "Common"))
    a.does("sync")
    b.does("sync")
    assert path(b).is_symlink()
    assert mine.read_text() == deck(1, "Mine")
    a.does("sync")
    assert path(a).read_text() == deck(8, "Common")


def test_an_edit_in_the_last_moment_is_kept(two, monkeypatch):
    """A deck that the learner saves between our look at it and its replacement is not overwritten."""
    from drillcli.sync import run

    a, b = two
    write(a, path(a).read_text().replace("q: 0?", "q: zero?"))
    a.does("sync")
    merge = run.merge

    def slow(*args):
        monkeypatch.setattr(run, "merge", merge)
        write(b, path(b).read_text().replace("q: 5?", "q: five?"))
        return merge(*args)

    monkeypatch.setattr(run, "merge", slow)
    b.does("sync")
    assert "five?" in path(b).read_text()
    assert "zero?" in path(b).read_text()


def test_hidden_and_huge_files_stay(two, monkeypatch):
    """Hidden files of editors do not travel; one that is too large is told of, and stays on this machine."""
    from drillcli.sync import working

    a, b = two
    monkeypatch.setattr(working, "LARGEST", 1000)
    write(a, "x", ".common.yaml.swp")
    write(a, "x" * 2000, "film.mp4")
    assert "decks/film.mp4 is too large to travel" in a.drill("sync").err
    b.does("sync")
    assert [file.name for file in path(b).parent.iterdir()] == ["common.yaml"]
