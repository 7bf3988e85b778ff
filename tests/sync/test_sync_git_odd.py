"""The user's git as it is: odd settings, odd surroundings, other ways to the repository; or no git at all."""

import os

import pytest
from sync_world import git, in_step, joined, machines

from drillcli.sync.git import GitError, opened, reason, surroundings

ODD = """
[commit]
	gpgsign = true
	template = /nowhere
[gpg]
	program = /bin/false
[init]
	defaultBranch = trunk
	templateDir = {folder}/template
[core]
	autocrlf = true
	safecrlf = true
	fsmonitor = /bin/false
	hooksPath = {folder}/hooks
	excludesFile = {folder}/ignore
	editor = /bin/false
	pager = /bin/false
	symlinks = true
	splitIndex = true
	untrackedCache = true
	sparseCheckout = true
[pull]
	rebase = true
[fetch]
	prune = true
	pruneTags = true
[merge]
	ff = only
	verifySignatures = true
	conflictStyle = diff3
	renames = true
[branch]
	autoSetupRebase = always
[rebase]
	autoStash = true
[push]
	default = nothing
	followTags = true
	gpgSign = true
[color]
	ui = always
[user]
	useConfigOnly = true
[url "{folder}/"]
	insteadOf = short:
"""


def test_odd_settings(tmp_path, monkeypatch):
    """Signing, templates with hooks, line ends, monitors, merge and push settings change nothing; insteadOf holds."""
    (tmp_path / "hooks").mkdir()
    (tmp_path / "template" / "hooks").mkdir(parents=True)
    for hook in ("pre-commit", "commit-msg", "pre-push", "post-checkout"):
        for folder in ("hooks", "template/hooks"):
            (tmp_path / folder / hook).write_text("#!/bin/sh\nexit 1\n")
            (tmp_path / folder / hook).chmod(0o755)
    (tmp_path / "ignore").write_text("*.jsonl\ndecks\n")
    config = tmp_path / "gitconfig"
    config.write_text(ODD.format(folder=tmp_path))
    a, b = machines(tmp_path, monkeypatch, "a", "b", GIT_CONFIG_GLOBAL=str(config))
    git(tmp_path, "init", "-q", "--bare", "shared.git")
    for machine in (a, b):
        machine.study(3, 1)
        folder = machine.sync_folder / "decks"
        folder.mkdir(parents=True)
        (folder / f"{machine.folder.name}.yaml").write_bytes(b"title: x\r\nnotes: []\r\n")
        machine.drill("sync", "init", "short:shared.git")
    assert in_step(a, b)
    assert (b.sync_folder / "decks" / "a.yaml").read_bytes() == b"title: x\r\nnotes: []\r\n"
    for line in git(tmp_path / "shared.git", "log", "--format=%an <%ae> %cn <%ce> %s%b", "main").splitlines():
        assert line == "drill <drill@localhost> drill <drill@localhost> drill sync"


def test_called_from_a_hook(tmp_path, monkeypatch):
    """The variables of a git that calls drill do not lead it to another repository."""
    (a,) = joined(tmp_path, monkeypatch, "a")
    git(tmp_path, "init", "-q", "other")
    other = tmp_path / "other" / ".git"
    a.study(3)
    a.does("sync", GIT_DIR=str(other), GIT_INDEX_FILE=str(other / "index"), GIT_WORK_TREE=str(tmp_path / "other"),
           GIT_OBJECT_DIRECTORY=str(other / "objects"), GIT_PREFIX="x/", GIT_AUTHOR_NAME="Somebody",
           GIT_CONFIG_PARAMETERS="'core.bare'='true'", GIT_NAMESPACE="x")  # fmt: skip
    assert a.git("log", "-1", "--format=%an %s") == "drill drill sync"
    assert not (other / "index").exists()
    assert git(tmp_path / "shared.git", "rev-parse", "main") == a.git("rev-parse", "HEAD")


def test_a_home_inside_another_repository(tmp_path, monkeypatch):
    """A data folder in the user's repository of dotfiles is not taken for that repository."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    git(tmp_path, "init", "-q", ".")
    a.study(3)
    assert in_step(a, b)
    assert git(tmp_path, "status", "--porcelain", "--untracked-files=no") == ""


@pytest.mark.parametrize("url", ["ssh://host/{path}", "me@host:{path}"])
def test_over_ssh(url, tmp_path, monkeypatch):
    """A repository behind ssh is reached by the program that the user has named."""
    git(tmp_path, "init", "-q", "--bare", "shared.git")
    ssh = tmp_path / "ssh"
    ssh.write_text('#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n')
    ssh.chmod(0o755)
    (a,) = machines(tmp_path, monkeypatch, "a", GIT_SSH=str(ssh))
    a.study(3)
    done = a.drill("sync", "init", url.format(path=f"{tmp_path}/shared.git"))
    assert (done.code, done.out) == (0, "1 row sent, 0 received\n")


def test_nobody_is_asked_without_a_terminal(tmp_path, monkeypatch):
    """Without a terminal a password is not asked for: the attempt ends at once, in one line."""
    told = tmp_path / "told"
    ssh = tmp_path / "ssh"
    ssh.write_text(
        f"#!/bin/sh\n(echo password? >/dev/tty) 2>{told} && read answer </dev/tty\n"
        "echo 'me@host: Permission denied (publickey).' >&2\nexit 255\n"
    )
    ssh.chmod(0o755)
    (a,) = machines(tmp_path, monkeypatch, "a", GIT_SSH=str(ssh))
    done = a.drill("sync", "init", "me@host:x.git")
    assert done.code == 1
    assert done.err == (
        "drill: git ls-remote: me@host: Permission denied (publickey); "
        "nothing was begun: run `drill sync init URL` again when that is mended\n"
    )
    assert told.read_text() != "", "ssh could have asked at the terminal"


def test_no_network(tmp_path, monkeypatch):
    """Nobody at the other end is git's own message in one line."""
    (a,) = machines(tmp_path, monkeypatch, "a")
    done = a.drill("sync", "init", "http://127.0.0.1:1/x.git")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "unable to access 'http://127.0.0.1:1/x.git/'" in done.err


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (None, "git is not installed; `drill sync` needs it (https://git-scm.com)"),
        ("echo git version 2.24.9", "this git is 2.24.9; `drill sync` needs 2.25 or newer"),
        ("echo no developer tools >&2; exit 1", "this git is no developer tools; `drill sync` needs 2.25 or newer"),
        ("echo git version 3.0.rc1.windows", None),
        ("echo 'git version 2.25.1 (Apple Git-12)'", None),
    ],
)
def test_which_git(script, told, tmp_path):
    """No git, or one that is too old, is told; later ones with odd names are taken."""
    if script:
        (tmp_path / "git").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "git").chmod(0o755)
    if told is None:
        assert opened(tmp_path, {"PATH": str(tmp_path)}, may_ask=False).folder == tmp_path
        return
    with pytest.raises(GitError) as error:
        opened(tmp_path, {"PATH": str(tmp_path)}, may_ask=False)
    assert str(error.value) == told


def test_what_git_sees_of_the_surroundings():
    """Of the variables of git those stay that say how a repository is reached; in a terminal it may ask.

    The passphrase is none of its business.
    """
    stay = {"PATH": "/bin", "GIT_SSH_COMMAND": "ssh -i key", "GIT_CONFIG_COUNT": "1", "GIT_SSL_CAINFO": "ca"}
    given = {**stay, "GIT_DIR": "x", "GIT_EDITOR": "vi", "GIT_CONFIG_PARAMETERS": "x", "GIT_AUTHOR_DATE": "1"}
    given |= {"DRILL_SYNC_PASSPHRASE": "x"}
    seen = surroundings(given, may_ask=True)
    assert {name: value for name, value in seen.items() if name in given} == stay
    assert (seen["LC_ALL"], "GIT_TERMINAL_PROMPT" in seen) == ("C.UTF-8", False)
    assert surroundings(given, may_ask=False)["GIT_TERMINAL_PROMPT"] == "0"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("fatal: could not read Username for 'https://x': terminal prompts disabled\n",
         "could not read Username for 'https://x': terminal prompts disabled"),
        ("Warning: added x to the known hosts.\nssh: connect to host x port 22: Connection refused\nfatal: x\n",
         "ssh: connect to host x port 22: Connection refused"),
        ("hint: Updates were rejected\n", "hint: Updates were rejected"),
        ("", "it gave no reason"),
    ],
)  # fmt: skip
def test_the_line_that_tells(said, line):
    """Of all that git says, one line is told: the first that is neither a warning nor a hint."""
    assert reason(said) == line


def test_a_hung_git_is_ended(tmp_path, monkeypatch):
    """A git that does not come back is ended with all it started, after its time."""
    import time

    from drillcli.sync import git as module

    pid = tmp_path / "pid"
    (tmp_path / "git").write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {pid}\nwait\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setattr(module, "LOCAL_S", 0.3)
    with pytest.raises(GitError, match="git took more than"):
        opened(tmp_path, {"PATH": f"{tmp_path}:{os.environ['PATH']}"}, may_ask=False)
    for _turn in range(100):
        if not os.path.exists(f"/proc/{pid.read_text().strip()}/stat"):  # noqa: PTH110
            break
        time.sleep(0.02)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
