"""The user's own `git`, called so that neither its settings nor what surrounds it can change what it does."""

import os
import signal
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.locale.reasons import quoted, reason_of

OLDEST = (2, 25)
PASSPHRASE = "DRILL_SYNC_PASSPHRASE"  # noqa: S105 the name of a variable
"""What git, and whatever helpers it starts, need not know."""
LOCAL_S, NETWORK_S = 300, 1800
"""How long a step may take: here, and where another computer is asked."""
GRACE_S = 5
"""How long git has to put its things away when it is asked to end."""

SETTINGS = (
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.fsmonitor=false",
    "core.fsync=all",  # else a loss of power leaves empty objects behind, which no later sync gets over
    "core.fsyncMethod=fsync",  # on macOS git's own choice leaves them in the memory of the drive
    "core.sparseCheckout=false",
    "core.splitIndex=false",
    "core.symlinks=false",
    "core.autocrlf=false",
    "color.ui=false",
    "commit.gpgSign=false",
    "fetch.prune=false",
    "fetch.recurseSubmodules=false",
    "gc.autoDetach=false",
    "maintenance.autoDetach=false",
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=60",
    "push.followTags=false",
    "push.gpgSign=false",
    "push.recurseSubmodules=no",
)
"""What stands against the user's settings; those that say how a repository is reached stay in force."""

KEPT = ("GIT_SSH", "GIT_ASKPASS", "GIT_PROXY_COMMAND", "GIT_EXEC_PATH", "GIT_CONFIG_", "GIT_ALLOW_PROTOCOL",
        "GIT_SSL_", "GIT_HTTP_", "GIT_CURL_", "GIT_TRACE")  # fmt: skip
"""How the variables begin that say how a repository is reached; the others belong to a git that called us."""

IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "drill"), ("EMAIL", "drill@localhost"))
}


class GitError(DrillError):
    """What git said, in one line; `said` is all of it."""

    def __init__(self, message: str, said: str = "") -> None:
        super().__init__(message)
        self.said = said


class Done(NamedTuple):
    """How a call of git ended: its exit code, what it wrote to stdout, and to stderr."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """The output as text, without spaces at its ends."""
        return self.out.decode("utf-8", "surrogateescape").strip()


@dataclass(frozen=True, slots=True)
class Git:
    """Git in the working tree `folder`; `may_ask`: a person at the terminal can be asked for a password."""

    folder: Path
    variables: Mapping[str, str]
    may_ask: bool

    def local(self, *words: str, stdin: bytes = b"", accept: Iterable[int] = (0,), index: Path | None = None) -> Done:
        """Run a step that stays on this machine; raise GitError for an exit code that is not in `accept`.

        `index` is the file that stands for git's own index.
        """
        more = {"GIT_INDEX_FILE": str(index)} if index else {}
        done = self._call(words, stdin, more, LOCAL_S)
        if done.code in accept:
            return done
        raise self._broken(words[0], done)

    def elsewhere(self, *words: str) -> Done:
        """Run a step that names its repository itself."""
        done = _run(["git", *words], self.folder, self.variables, b"", LOCAL_S, alone=not self.may_ask)
        if done.code:
            raise GitError(_("git: {reason}").format(reason=reason(done.err)), done.err)
        return done

    def remote(self, *words: str, accept: Iterable[int] = (0,)) -> Done:
        """Run a step that asks another repository; raise GitError for an exit code that is not in `accept`."""
        done = self._call(words, b"", {}, NETWORK_S)
        if done.code in accept:
            return done
        if self._call(("fsck", "--connectivity-only", "--no-dangling"), b"", {}, LOCAL_S).code:
            raise self._broken(words[0], done)
        if words[0] == "ls-remote":  # asked on the first use alone
            text = _("git {step}: {reason}; nothing was begun: run `drill sync init URL` again when that is mended")
        else:
            text = _("git {step}: {reason}; nothing is lost: the next `drill sync` catches up")
        raise GitError(text.format(step=words[0], reason=reason(done.err)), done.err)

    def _broken(self, step: str, done: Done) -> GitError:
        text = _(
            "git {step} failed in {folder}: {reason}; should it stay so, move that folder away and run "
            "`drill sync init URL` again: your reviews are in the database"
        )
        return GitError(text.format(step=step, folder=self.folder, reason=reason(done.err)), done.err)

    def _call(self, words: tuple[str, ...], stdin: bytes, more: Mapping[str, str], seconds: float) -> Done:
        settings = [word for setting in SETTINGS for word in ("-c", setting)]
        place = [f"--git-dir={self.folder / '.git'}", f"--work-tree={self.folder}"]
        return _run(["git", *settings, *place, *words], self.folder, {**self.variables, **more}, stdin,
                    seconds, alone=not self.may_ask)  # fmt: skip


def opened(folder: Path, variables: Mapping[str, str], *, may_ask: bool) -> Git:
    """Return the git of these `variables` (PATH above all) for the working tree `folder`, which need not be one yet.

    Raises GitError where there is no git, or one that is too old.
    """
    cleaned = surroundings(variables, may_ask=may_ask)
    done = _run(["git", "version"], Path(os.sep), cleaned, b"", LOCAL_S, alone=not may_ask)
    words = done.text.split()
    version = words[2] if done.code == 0 and len(words) > 2 else ""
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
    if numbers < OLDEST:
        text = _("this git is {version}; `drill sync` needs {oldest} or newer")
        raise GitError(text.format(version=version or reason(done.err), oldest=".".join(map(str, OLDEST))))
    return Git(folder, cleaned, may_ask)


def surroundings(variables: Mapping[str, str], *, may_ask: bool) -> dict[str, str]:
    """Return the variables under which git runs: no repository, identity or editor of others, no passphrase."""
    kept = {name: value for name, value in variables.items() if not name.startswith("GIT_") or name.startswith(KEPT)}
    for name in ("GIT_CONFIG_PARAMETERS", PASSPHRASE):
        kept.pop(name, None)
    kept |= IDENTITY | {"LC_ALL": "C.UTF-8", "LANGUAGE": "", "GIT_ATTR_NOSYSTEM": "1", "GIT_OPTIONAL_LOCKS": "0"}
    if not may_ask:
        kept |= {"GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS_REQUIRE": "never"}
    return kept


def reason(said: str) -> str:
    """Return the line of git's words that says what is wrong, in the learner's language."""
    line = telling(said)
    return quoted(line) if line else _("it gave no reason")


def telling(said: str) -> str:
    """Return the line of git's words that says what is wrong, "" where there is none."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    sure = [line for line in lines if not line.lower().startswith(("warning:", "hint:", "to ", "remote: \n"))]
    line = next(iter(sure or lines), "")
    return line.removeprefix("fatal: ").removeprefix("error: ").rstrip(".")


def _run(
    command: list[str], folder: Path, variables: Mapping[str, str], stdin: bytes, seconds: float, *, alone: bool
) -> Done:
    """Run a command to its end. `alone`: no terminal can be asked by it."""
    try:
        process = subprocess.Popen(  # noqa: S603 an argument list, and no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=variables,
            start_new_session=alone,
        )
    except FileNotFoundError:
        raise GitError(_("git is not installed; `drill sync` needs it (https://git-scm.com)")) from None
    except OSError as error:
        raise GitError(_("git cannot be started: {reason}").format(reason=reason_of(error))) from None
    try:
        out, err = process.communicate(stdin, seconds)
    except subprocess.TimeoutExpired:
        _end(process, alone=alone)
        raise GitError(_("git took more than {n} minutes and was stopped").format(n=seconds // 60)) from None
    except BaseException:
        _end(process, alone=alone)
        raise
    return Done(process.returncode, out, err.decode("utf-8", "replace"))


def _end(process: "subprocess.Popen[bytes]", *, alone: bool) -> None:
    """Let git, and what it has started, put their things away and end; then see that they have."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            if alone:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=GRACE_S)
            return
