"""The working folder: what the learner changed in `decks/`, and what others changed, each file whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from drillcli.durable import to_disk
from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.locale.reasons import reason_of
from drillcli.sync.repository import Changes, Repository, Tree

DECKS = "decks/"
LARGEST = 50_000_000
"""A larger file of the learner's does not travel, in bytes: hosting sites refuse 100 MB."""
PARTIAL = ".drill-part"


class ChangedMeanwhile(Exception):  # noqa: N818 not an error: one begins again
    """The learner edited a file in the moment in which it was to be replaced."""


def is_tame(path: str) -> bool:
    """Tell whether a path of a tree may be written below a folder of ours: not out of it, and nothing that git obeys.

    A hidden file is left where it is, in the repository.
    """
    parts = path.split("/")
    return path.isprintable() and not any(part == "" or part[0] == "." or "\\" in part or ":" in part for part in parts)


def _travels(path: str, tree: Tree) -> bool:
    return is_tame(path) and tree[path].size <= LARGEST


def edits(repository: Repository, tree: Tree, notices: list[str]) -> Changes:
    """Return what the learner changed in `decks/` since `tree`; what is too large, or no file, stays as it was."""
    names = list(_present(repository.folder, notices))
    blobs = dict(zip(names, repository.keep_files(names), strict=True))
    mine = [path for path in tree if path.startswith(DECKS) and _travels(path, tree)]
    gone = [path for path in mine if path not in blobs and not _exists(repository.folder / path)]
    new = {path: blob for path, blob in blobs.items() if path not in tree or tree[path].blob != blob}
    return {**dict.fromkeys(gone), **new}


def _present(folder: Path, notices: list[str]) -> Iterator[str]:
    """Yield the paths of the files in `decks/`, hidden ones and symbolic links left out."""
    for place, folders, files in os.walk(folder / DECKS):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            whole = Path(place, name)
            path = whole.relative_to(folder).as_posix()
            about = whole.lstat()
            if not S_ISREG(about.st_mode) or not is_tame(path):
                continue
            if about.st_size > LARGEST:
                notices.append(_("{path} is too large to travel; it stays on this machine").format(path=path))
                continue
            yield path


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def lay_out(repository: Repository, old: Tree, new: Tree) -> list[str]:
    """Bring the working folder from one tree to another; return the paths that changed.

    Only then may the branch move: whatever ends this half-way leaves whole files, which the next run finds changed
    just as they are to be. Raises ChangedMeanwhile, before anything is written, for a file that is neither old nor new.
    """
    changed = {path: new if path in new else old for path in {**old, **new} if old.get(path) != new.get(path)}
    ways = [path for path, tree in changed.items() if _travels(path, tree)]
    ways = [path for path in ways if not (repository.folder / path).is_symlink()]  # the learner's own: it stays
    come = [path for path in ways if path in new]
    _look(repository, old, new, [path for path in ways if path.startswith(DECKS)])
    for path in ways:
        if path not in new:
            _remove(repository.folder, path)
    for path, content in zip(come, repository.blobs([new[path] for path in come]), strict=True):
        write(repository.folder / path, content)
    return ways


def _look(repository: Repository, old: Tree, new: Tree, paths: list[str]) -> None:
    """Raise ChangedMeanwhile for a file of the learner's that is as neither tree has it."""
    for path in paths:
        here = _content(repository.folder / path)
        if here is not None and here not in repository.blobs([tree[path] for tree in (old, new) if path in tree]):
            raise ChangedMeanwhile


def _content(path: Path) -> bytes | None:
    """Return what is in a file, None when there is none."""
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return path.read_bytes()
    return None


def _remove(folder: Path, path: str) -> None:
    """Remove a file, and the folders that it leaves empty."""
    with suppress(FileNotFoundError, NotADirectoryError):
        (folder / path).unlink()
    for above in list(Path(path).parents)[:-1]:
        with suppress(OSError):  # not empty, as a rule
            (folder / above).rmdir()


def write(path: Path, content: bytes) -> None:
    """Write a file: it is there whole, on disk, or as it was before. Raises DrillError when it cannot be."""
    partial = path.with_name(f"{PARTIAL}-{path.name}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with partial.open("wb") as file:
            partial.chmod(0o600)
            file.write(content)
            file.flush()
            to_disk(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        text = _("{path} cannot be written: {reason}")
        raise DrillError(text.format(path=path, reason=reason_of(error))) from error
