"""Whatever ends a sync, and whatever became of the repository: nothing is lost, and the next sync goes on."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from filelock import FileLock
from sync_world import deck, git, in_step, joined, machines

from drillcli.sync import turn

KILLER = """#!/bin/sh
n=$(($(cat {count} 2>/dev/null || echo 0) + 1))
echo $n > {count}
if [ $n -eq {at} ]; then {how}; fi
exec {git} "$@"
"""
HOW = {
    "before": "kill -9 $PPID; exit 1",
    "while": '{git} "$@" & kill -9 $PPID; wait; exit 0',
    "after": '{git} "$@"; kill -9 $PPID; exit 0',
}


PLAIN = """
import drillcli.__main__ as program
from drillcli.deckfile import find
find.bundled = lambda: find.Path("/nowhere")
program.run()
"""
"""Without the bundled decks, which the other machines of these tests do not have either."""


def run_killed(machine, at: int, how: str) -> bool:
    """Run `drill sync` in a process of its own that is killed at its n-th call of git; tell whether it was."""
    real = shutil.which("git")
    folder = machine.folder / "bin"
    folder.mkdir(exist_ok=True)
    (machine.folder / "count").unlink(missing_ok=True)
    script = KILLER.format(count=machine.folder / "count", at=at, how=HOW[how].format(git=real), git=real)
    (folder / "git").write_text(script)
    (folder / "git").chmod(0o755)
    environ = {**machine.variables, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", PLAIN, "sync"]
    done = subprocess.run(words, cwd=machine.folder, env=environ,
                          capture_output=True, encoding="utf-8", check=False)  # fmt: skip
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


@pytest.mark.parametrize(("at", "how"), [(9, "before"), (15, "while"), (16, "after"), (28, "after")])
def test_killed_between_two_steps(at, how, tmp_path, monkeypatch):
    """A sync that is killed at any call of git is caught up by the next one; no edit of a deck is lost."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    assert killed_and_mended(a, b, at, how)


def killed_and_mended(a, b, at: int, how: str) -> bool:
    """Let `b` be killed in a sync with news on both sides; prove that the next one goes on; tell whether it was."""
    for number, machine in enumerate((a, b)):
        machine.study(3, 1, days=1)
        folder = machine.sync_folder / "decks"
        folder.mkdir(exist_ok=True)
        (folder / f"of{number}-{at}.yaml").write_text(deck(at, f"by {number}"))
    a.does("sync")
    rows = len(b.log())
    was_killed = run_killed(b, at, how)
    assert b.is_sound()
    assert len(b.log()) >= rows
    assert in_step(a, b)
    for machine in (a, b):
        for number in range(2):
            assert (machine.sync_folder / "decks" / f"of{number}-{at}.yaml").read_text() == deck(at, f"by {number}")
    assert b.git("status", "--porcelain") == ""
    return was_killed


def test_a_killed_first_use_is_begun_again(tmp_path, monkeypatch):
    """A first use that was killed is not taken for one that was done; `init` again does it."""
    a, b = machines(tmp_path, monkeypatch, "a", "b")
    a.study(3)
    a.does("sync", "init", str(tmp_path / "shared.git"))
    git(tmp_path, "init", "-q", str(b.sync_folder))
    (b.sync_folder / ".git" / "config.lock").touch()
    (b.home / "sync.busy").touch()
    done = b.drill("sync")
    assert (done.code, done.err) == (2, "drill: the first sync was not done; run `drill sync init URL` again\n")
    b.drill("sync", "init", str(tmp_path / "shared.git"))
    assert in_step(a, b)


def test_locks_of_a_killed_sync_are_taken_away(tmp_path, monkeypatch):
    """The locks that a killed git left in our repository do not stop the next sync; those of others do."""
    monkeypatch.setattr(turn, "LINGER_S", 0.1)
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    lock = a.sync_folder / ".git" / "refs" / "heads" / "main.lock"
    a.study(3)
    lock.touch()
    done = a.drill("sync")
    assert done.code == 1
    assert "main.lock" in done.err
    (a.home / "sync.busy").touch()
    a.does("sync")
    assert not lock.exists()
    assert in_step(a, b)


def test_somebody_was_faster(tmp_path, monkeypatch):
    """A push that comes too late is made again from the fetch on."""
    from drillcli.sync.repository import Repository

    a, b = joined(tmp_path, monkeypatch, "a", "b")
    push = Repository.push
    late = []

    def slow(self, commit):
        if not late:
            late.append(commit)
            a.study(4)
            a.does("sync")
        return push(self, commit)

    b.study(3)
    monkeypatch.setattr(Repository, "push", slow)
    assert b.does("sync") == "1 row sent, 1 received\n"
    assert in_step(a, b)


def test_a_push_that_is_cut_off(tmp_path, monkeypatch):
    """When the shared repository cannot be reached any more, git's own words are told, and the next sync catches up."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(3, 3)
    shared = tmp_path / "shared.git"
    shared.rename(tmp_path / "away")
    done = a.drill("sync")
    assert done.code == 1
    assert done.err.startswith(f"drill: git fetch: '{shared}' does not appear to be a git repository; nothing is lost")
    assert len(done.err.splitlines()) == 1
    a.study(3)
    (tmp_path / "away").rename(shared)
    assert a.does("sync") == "3 rows sent, 0 received\n"
    assert in_step(a, b)


def test_rows_of_a_push_that_was_cut_off_are_counted_when_they_go(tmp_path, monkeypatch):
    """What was committed but not sent counts as sent by the sync that sends it, and once."""
    from drillcli.sync.repository import Repository

    (a,) = joined(tmp_path, monkeypatch, "a")
    a.study(3, 3)
    push = Repository.push

    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(Repository, "push", interrupted)
    assert a.drill("sync").code == 130
    monkeypatch.setattr(Repository, "push", push)
    a.study(3)
    assert a.does("sync") == "3 rows sent, 0 received\n"
    assert a.does("sync") == "0 rows sent, 0 received\n"


def test_a_repository_that_refuses(tmp_path, monkeypatch):
    """What a hosting site's hook refuses is told with its reason."""
    (a,) = joined(tmp_path, monkeypatch, "a")
    hook = tmp_path / "shared.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho too large >&2\nexit 1\n")
    hook.chmod(0o755)
    a.study(3)
    done = a.drill("sync")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "the shared repository refused what was sent: [remote rejected] (pre-receive hook declined)" in done.err
    hook.unlink()
    a.does("sync")
    assert "many" in git(tmp_path / "shared.git", "grep", "many", "main")


def test_a_rewritten_history(tmp_path, monkeypatch):
    """A history that was replaced by force is told; the data of each machine is sent again, and nothing is lost."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    shared = tmp_path / "shared.git"
    a.study(3, 3)
    assert in_step(a, b)
    old = git(shared, "log", "--format=%H", "--diff-filter=A", "main", "--", "drill-sync.json")
    b.study(1, days=1)
    git(shared, "update-ref", "refs/heads/main", old)
    done = b.drill("sync")
    assert (done.code, "the shared repository was replaced" in done.err) == (0, True)
    assert in_step(a, b)
    assert len(a.log()) == 3


def test_a_repository_made_anew(tmp_path, monkeypatch):
    """A shared repository that was lost, and is an empty one now, is filled again by whoever comes first."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(3)
    assert in_step(a, b)
    shutil.rmtree(tmp_path / "shared.git")
    git(tmp_path, "init", "-q", "--bare", "shared.git")
    b.study(2)
    assert "was replaced" in b.drill("sync").err
    assert in_step(a, b)
    assert len(a.log()) == 2


@pytest.mark.parametrize("how", ["emptied", "gone"])
def test_a_damaged_repository(tmp_path, monkeypatch, how):
    """Objects of 0 bytes (a power cut) or none are told in one line with a remedy, and the remedy works."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(3, 3)
    a.does("sync")
    for file in (a.sync_folder / ".git" / "objects").rglob("*"):
        if file.is_file():
            file.chmod(0o600)
            file.write_bytes(b"") if how == "emptied" else file.unlink()
    done = a.drill("sync")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "move that folder away and run `drill sync init URL` again: your reviews are in the database" in done.err
    a.sync_folder.rename(tmp_path / "away")
    a.study(1)
    assert a.drill("sync", "init", str(tmp_path / "shared.git")).code == 0
    assert in_step(a, b)
    assert len(b.log()) == 3


def test_a_file_of_another_that_cannot_be_read(tmp_path, monkeypatch):
    """A faulty line in another machine's file is told with its place; the other machines' rows still come."""
    a, b, c = joined(tmp_path, monkeypatch, "a", "b", "c")
    a.study(3)
    a.does("sync")
    b.study(4)
    b.does("sync")
    git(tmp_path, "clone", "-q", "shared.git", "stranger")
    (own,) = faulty(tmp_path, a)
    own.write_text(own.read_text() + "nonsense\n")
    big = tmp_path / "stranger" / "devices" / ("e" * 32) / ("e" * 32) / "000001.jsonl"
    big.parent.mkdir(parents=True)
    big.write_bytes(b"\n" * 8_000_001)
    git(tmp_path / "stranger", "add", "-A")
    git(tmp_path / "stranger", "commit", "-q", "-m", "x")
    git(tmp_path / "stranger", "push", "-q")
    done = c.drill("sync")
    assert done.code == 0
    assert "000001.jsonl:2" in done.err
    assert "too large" in done.err
    assert len(c.log()) == 1
    assert c.is_sound()


def faulty(tmp_path: Path, machine):
    """Return the segment of a machine in the clone of a stranger."""
    uuids = [row[0] for row in machine.log()]
    return (tmp_path / "stranger" / "devices" / uuids[0] / uuids[0] / "000001.jsonl",)


def test_another_sync_is_waited_for_then_told(tmp_path, monkeypatch):
    """Two syncs at once: the second waits a moment, then says so; nothing was done."""
    monkeypatch.setattr("drillcli.commands.sync.turn", lambda home, folder: turn.turn(home, folder, 0.05))
    (a,) = joined(tmp_path, monkeypatch, "a")
    with FileLock(a.home / "sync.lock"):
        done = a.drill("sync")
    assert (done.code, done.err) == (1, "drill: another `drill sync` is at work; try again when it is done\n")


def test_a_merge_of_the_learners_own(tmp_path, monkeypatch):
    """While the learner merges by hand in the folder, or stands on no branch, drill leaves it alone."""
    (a,) = joined(tmp_path, monkeypatch, "a")
    (a.sync_folder / ".git" / "MERGE_HEAD").write_text(a.git("rev-parse", "HEAD") + "\n")
    assert "a merge of your own is under way" in a.drill("sync").err
    (a.sync_folder / ".git" / "MERGE_HEAD").unlink()
    a.git("checkout", "-q", "--detach")
    assert "stands on no branch" in a.drill("sync").err


def test_interrupted_by_the_learner(tmp_path, monkeypatch):
    """Ctrl-C at each call of git leaves whole files; the next sync goes on."""
    from drillcli.sync import git as module

    a, b = joined(tmp_path, monkeypatch, "a", "b")
    call = module._run
    for at in (7, 20):
        a.study(3)
        b.study(4)
        a.does("sync")
        seen = []

        def interrupted(*args, seen=seen, at=at, **more):
            seen.append(args)
            if len(seen) == at:
                raise KeyboardInterrupt
            return call(*args, **more)

        monkeypatch.setattr(module, "_run", interrupted)
        assert b.drill("sync").code == 130
        monkeypatch.setattr(module, "_run", call)
    assert in_step(a, b)
    assert len(a.log()) == 4


def test_a_damage_that_the_fetch_meets(tmp_path, monkeypatch):
    """Where a commit of before is gone, the fetch fails for the clone's own sake: no other sync would catch up."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    for machine in (a, b, a):
        machine.study(3)
        machine.does("sync")
    for commit in a.git("rev-list", "--skip=1", "origin/main").split():
        (a.sync_folder / ".git" / "objects" / commit[:2] / commit[2:]).unlink()
    b.study(3)
    b.does("sync")
    done = a.drill("sync")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert done.err.startswith(f"drill: git fetch failed in {a.sync_folder}: ")
    assert "run `drill sync init URL` again" in done.err
    a.sync_folder.rename(tmp_path / "away")
    a.drill("sync", "init", str(tmp_path / "shared.git"))
    assert in_step(a, b)
