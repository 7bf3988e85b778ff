"""`drill sync`: what it says, and what it says of a first use that cannot be."""

import json
import os
import subprocess
import sys

import pexpect
import pytest
from commands_cases import METRICS, world
from conftest import ROOT, own_variables


@pytest.fixture
def sync(drill, tmp_path, monkeypatch):
    """Run `drill sync` with these words, on this machine or (`machine=`) another one, with the user's git."""
    world(tmp_path, monkeypatch, metrics=METRICS)

    def run(*words, machine="one", **more):
        variables = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
        return drill("--home", str(tmp_path / machine), "sync", *words, variables=variables, **more)

    return run


def git(*words):
    environ = {
        **os.environ,
        **{f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    subprocess.run(["git", *words], check=True, capture_output=True, env=environ)


def test_json(sync, drill, tmp_path):
    """The report has stable keys; stdout holds it alone."""
    drill("--home", str(tmp_path / "one"), "study", "metrics", stdin="1\n")
    assert json.loads(sync("init", "shared.git", "--json").out) == {
        "sent": 1, "received": 0, "decks": [], "backup": None, "seconds": 0.0,
    }  # fmt: skip
    (tmp_path / "two" / "sync" / "decks").mkdir(parents=True)
    (tmp_path / "two" / "sync" / "decks" / "more.yaml").write_text("title: More\nnotes: []\n")
    report = json.loads(sync("init", "shared.git", "--json", machine="two").out)
    assert (report["sent"], report["received"]) == (0, 1)
    assert json.loads(sync("--json").out)["decks"] == ["more.yaml"]


@pytest.mark.parametrize("words", [("init",), ("x",), ("x", "y"), ("--encrypt",)])
def test_wrong_usage(words, sync, tmp_path):
    """Words that make no sense are told how they are written; nothing is made."""
    done = sync(*words)
    assert (done.code, done.err.startswith("drill: write `drill sync`, or `drill sync init URL")) == (2, True)
    assert not (tmp_path / "one").exists()


def test_before_the_first_use(sync):
    """Without a repository the line says how to begin."""
    done = sync()
    text = "drill: there is nothing to sync with yet; `drill sync init URL` begins, with any git repository\n"
    assert (done.code, done.out, done.err) == (2, "", text)


@pytest.mark.parametrize("url", ["-upload-pack=x", ""])
def test_no_address(url, sync):
    """A word that git would take for an option is no address."""
    done = sync("init", "--", url)
    assert (done.code, "is no address of a git repository" in done.err) == (2, True)


def test_kinds_of_folders(sync, tmp_path):
    """A folder that is missing or empty becomes the repository; one with other things in it, or nowhere, is refused."""
    (tmp_path / "empty").mkdir()
    assert sync("init", "empty").code == 0
    done = sync("init", "./missing.git", machine="two")
    assert done.code == 0
    assert done.err == f"drill: there was no {tmp_path}/missing.git: a new repository was begun there\n"
    assert sync("init", "./missing.git", machine="four").err == ""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    for place in ("full", "no/where"):
        done = sync("init", place, machine="three")
        assert (done.code, len(done.err.splitlines())) == (1, 1)
        assert "does not appear to be a git repository" in done.err
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]


def test_another_address(sync, tmp_path):
    """A machine syncs with one repository; the same address again does no harm."""
    assert sync("init", "one.git").code == 0
    assert sync("init", str(tmp_path / "one.git")).code == 0
    done = sync("init", "other.git")
    assert done.code == 2
    assert done.err == (
        f"drill: this machine syncs with {tmp_path}/one.git; to change that, move {tmp_path}/one/sync away first\n"
    )
    assert not (tmp_path / "other.git").exists()


@pytest.mark.parametrize(
    ("names", "taken"),
    [(("README.md", "LICENSE", ".gitignore"), True), (("README", "decks/a.yaml"), True), (("main.py",), False)],
)
def test_a_repository_with_something_in_it(names, taken, sync, tmp_path):
    """A repository with a read-me and decks becomes drill's, on its own branch; one with other things is left alone."""
    git("init", "-q", "-b", "trunk", str(tmp_path / "source"))
    for name in names:
        path = tmp_path / "source" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("title: x\nnotes: []\n")
    git("-C", str(tmp_path / "source"), "add", "-A", "-f")
    git("-C", str(tmp_path / "source"), "commit", "-q", "-m", "x")
    git("clone", "-q", "--bare", str(tmp_path / "source"), str(tmp_path / "shared.git"))
    done = sync("init", "shared.git")
    assert (done.code == 0) == taken
    if taken:
        assert (tmp_path / "one" / "sync" / names[0]).exists()
        assert (tmp_path / "shared.git" / "refs" / "heads" / "trunk").exists()
        assert not (tmp_path / "shared.git" / "refs" / "heads" / "main").exists()
    else:
        assert "is a repository with other things in it (main.py); give drill one of its own" in done.err


def test_a_password_in_the_address_is_not_told(sync):
    """An address with a password is told without it."""
    from drillcli.sync.joining import shown

    assert shown("https://me:secret@host/x.git") == "https://me:***@host/x.git"
    assert shown("me@host:x.git") == "me@host:x.git"


def test_a_passphrase_is_asked_twice_in_a_terminal(tmp_path):
    """In a terminal a new passphrase is asked twice, unseen; where the two differ nothing is done."""
    pytest.importorskip("cryptography")
    environ = {
        "PATH": os.environ["PATH"],
        **own_variables(tmp_path),
        "PYTHONPATH": str(ROOT),
        "GIT_CONFIG_NOSYSTEM": "1",
    }

    def run(*typed):
        line = ["-m", "drillcli", "sync", "init", "shared.git", "--encrypt"]
        child = pexpect.spawn(sys.executable, line, cwd=tmp_path, env=environ, encoding="utf-8", timeout=30)
        for word, prompt in zip(typed, ("Passphrase of the shared repository: ", "The same again: "), strict=False):
            child.expect(prompt)
            child.sendline(word)
        child.expect(pexpect.EOF)
        child.close()
        return child.exitstatus, child.before

    code, told = run("kite", "boat")
    assert (code, "the two passphrases differ; nothing was done" in told, "kite" in told) == (2, True, False)
    code, told = run("horse", "horse")
    assert (code, "0 rows sent" in told, "horse" in told) == (0, True, False)
    assert (tmp_path / "drill_home" / "sync.key").exists()
