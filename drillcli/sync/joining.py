"""The first use on a machine: a repository is begun, or one that another machine began is joined."""

import os
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from drillcli.errors import DrillError, UsageError
from drillcli.locale import _
from drillcli.sync import marker
from drillcli.sync.crypt import Cipher, Lock, Open, Sealed, fits, new_lock, unlocked
from drillcli.sync.git import Git
from drillcli.sync.repository import ORIGIN, Repository, config
from drillcli.sync.working import DECKS, write

FOLDER, KEY = "sync", "sync.key"
BRANCH = "main"
"""Of a repository that is begun; one that has a branch keeps it."""
ATTEMPTS = 5

Ask = Callable[[bool], str]
"""Returns the passphrase of the learner; True: a new one, to be given twice."""

_HARMLESS = re.compile(r"(readme|license|licence|copying|\.gitignore|\.gitattributes)[^/]*", re.IGNORECASE)
"""What a hosting site may have put into a repository that is to be drill's."""


def is_begun(home: Path) -> bool:
    """Tell whether a first use began in a data folder, if perhaps not to its end."""
    return (home / FOLDER / ".git").exists()


def reopened(git: Git, home: Path) -> tuple[Repository, Cipher]:
    """Return the repository of a machine that syncs already, and its cipher; raises DrillError otherwise."""
    if not is_begun(home):
        raise UsageError(_("there is nothing to sync with yet; `drill sync init URL` begins, with any git repository"))
    repository = Repository(git, branch_of(git))
    look_for_work(git)
    content = marker.found(repository, repository.head)
    if content is None:
        raise UsageError(_("the first sync was not done; run `drill sync init URL` again"))
    return repository, cipher_of(marker.read(content), home / KEY)


def branch_of(git: Git) -> str:
    """Return the branch on which the working folder stands; raises DrillError when it stands on none."""
    ref = git.local("symbolic-ref", "--quiet", "HEAD", accept=(0, 1)).text
    if not ref.startswith("refs/heads/"):
        text = _("{folder} stands on no branch; `git -C {folder} checkout {branch}` mends it")
        raise DrillError(text.format(folder=git.folder, branch=BRANCH))
    return ref.removeprefix("refs/heads/")


def look_for_work(git: Git) -> None:
    """Raise DrillError while a merge or rebase of the learner's own is under way."""
    for name in ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD"):
        if (git.folder / ".git" / name).exists():
            text = _("a merge of your own is under way in {folder}; finish it with git (commit or --abort) first")
            raise DrillError(text.format(folder=git.folder))


def cipher_of(lock: Lock | None, path: Path) -> Cipher:
    """Return what reads and writes a repository; raises DrillError when the key at `path` is not its key."""
    if lock is None:
        return Open()
    with suppress(OSError, Base64Error):
        cipher = Sealed(b64decode(path.read_bytes().strip(), validate=True))
        if fits(lock, cipher):
            return cipher
    text = _("the key of the shared repository is not in {path}; `drill sync init URL` asks for the passphrase again")
    raise DrillError(text.format(path=path))


# -- the first use ---------------------------------------------------------------------------------


def prepared(git: Git, home: Path, url: str, ask: Ask, *, encrypt: bool) -> tuple[Repository, Cipher]:
    """Begin or join the shared repository at `url`; return it, its history fetched, and its cipher.

    No branch is moved here, so that whatever ends this leaves a first use to be begun again.
    Raises UsageError when this machine syncs with another one, DrillError for one that is not drill's.
    """
    known = config(git, "remote.origin.url") if is_begun(home) else ""
    if known not in ("", url) and Repository(git, branch_of(git)).head:
        text = _("this machine syncs with {known}; to change that, move {folder} away first")
        raise UsageError(text.format(known=shown(known), folder=git.folder))
    _begin(git, url)
    for _attempt in range(ATTEMPTS):
        repository = Repository(git, _branch(git))
        git.local("symbolic-ref", "HEAD", repository.branch)
        repository.fetch()
        content = marker.found(repository, repository.theirs)
        if content is not None:
            return repository, _joined(marker.read(content), home / KEY, ask, encrypt=encrypt)
        _look_for_others(repository, url)
        lock, cipher = new_lock(ask(True)) if encrypt else (None, Open())  # noqa: FBT003 new
        if isinstance(cipher, Sealed):
            _keep(home / KEY, cipher)
        if _claim(repository, lock):
            return repository, cipher
    raise DrillError(_("others are beginning the same repository; run this again"))


def whole_url(url: str, cwd: Path) -> str:
    """Return the address of a repository; that of a folder whole, so that it holds wherever drill is called."""
    if not url or url.startswith("-"):
        raise UsageError(_("{url!r} is no address of a git repository").format(url=url))
    return str(Path(os.path.normpath(cwd / Path(url).expanduser()))) if is_folder(url) else url


def is_folder(url: str) -> bool:
    """Tell whether an address is a path on this machine, by git's rule: no scheme, no colon before a slash."""
    return "://" not in url and ":" not in url.partition("/")[0]


def shown(url: str) -> str:
    """Return an address as it may be told: without a password."""
    password = urlsplit(url).password if "://" in url else None
    return url.replace(f":{password}@", ":***@") if password else url


def _begin(git: Git, url: str) -> None:
    """Make the working folder, and the shared one where `url` is a folder without anything in it."""
    path = Path(url)
    if is_folder(url) and path.parent.is_dir() and not (path.exists() and any(path.iterdir())):
        git.elsewhere("init", "--quiet", "--bare", "--template=", "--", url)
        git.elsewhere(f"--git-dir={url}", "symbolic-ref", "HEAD", f"refs/heads/{BRANCH}")
    git.local("init", "--quiet", "--template=")
    info = git.folder / ".git" / "info"
    write(info / "attributes", b"* -text -filter -ident -working-tree-encoding\n")
    git.local("config", "remote.origin.url", url)
    git.local("config", "remote.origin.fetch", f"+refs/heads/*:{ORIGIN}*")


def _branch(git: Git) -> str:
    """Return the branch of the shared repository: the one that it says, else the only one, else `BRANCH`."""
    lines = [line.split("\t") for line in git.remote("ls-remote", "--symref", "origin").text.splitlines()]
    heads = [name.removeprefix("refs/heads/") for _hash, name in lines if name.startswith("refs/heads/")]
    said = [what.removeprefix("ref: refs/heads/") for what, name in lines if name == "HEAD" and what.startswith("ref:")]
    wanted = [*said, BRANCH, *heads[:1]]
    return next((name for name in wanted if name in heads), BRANCH)


def _look_for_others(repository: Repository, url: str) -> None:
    """Raise DrillError for a repository that holds more than decks and what a hosting site puts into a new one."""
    tree = repository.tree(repository.theirs)
    foreign = next((path for path in tree if not (path.startswith(DECKS) or _HARMLESS.fullmatch(path))), None)
    if foreign:
        text = _("{url} is a repository with other things in it ({path}); give drill one of its own, an empty one")
        raise DrillError(text.format(url=shown(url), path=foreign))


def _joined(lock: Lock | None, path: Path, ask: Ask, *, encrypt: bool) -> Cipher:
    if lock is None:
        if encrypt:
            raise DrillError(_("that repository is not encrypted, and stays so; --encrypt needs an empty one"))
        return Open()
    with suppress(DrillError):
        return cipher_of(lock, path)
    cipher = unlocked(lock, ask(False))  # noqa: FBT003 not new
    _keep(path, cipher)
    return cipher


def _keep(path: Path, cipher: Sealed) -> None:
    write(path, b64encode(cipher.key) + b"\n")


def _claim(repository: Repository, lock: Lock | None) -> bool:
    """Make the shared repository drill's by a commit that holds no data; False when somebody else was faster."""
    theirs = repository.theirs
    parents = (theirs,) if theirs else ()
    repository.staged(*parents)
    repository.stage({marker.MARKER: repository.keep(marker.write(lock))})
    return repository.push(repository.committed(*parents))
