"""Two histories become one: machines never touch each other's files, and of decks that clash both versions stay."""

from pathlib import Path
from typing import NamedTuple

from drillcli.deckfile.build import load
from drillcli.sync.marker import MARKER
from drillcli.sync.repository import REGULAR, Repository
from drillcli.sync.segments import DEVICES, folder_of
from drillcli.sync.working import DECKS
from drillcli.workplace import workplace

BASE, OURS, THEIRS = 1, 2, 3
"""The stages of git's index."""


class Merged(NamedTuple):
    """The commit that has both histories; paths whose version here stayed, and where the other one is, if anywhere."""

    commit: str
    clashes: list[tuple[str, str | None]]


def merge(repository: Repository, ours: str | None, theirs: str, uuid: str) -> Merged:
    """Return a commit with what both have; `uuid` is this machine's. Nothing is moved or written but objects."""
    base = repository.base(ours, theirs) if ours else None
    if ours is None or base == ours:
        return Merged(theirs, [])
    if base == theirs:
        return Merged(ours, [])
    repository.staged(base or repository.empty_tree, ours, theirs)
    changes: dict[str, str | None] = {}
    clashes: list[tuple[str, str | None]] = []
    for path, stages in repository.unmerged().items():
        blobs = {stage: blob for stage, (mode, blob) in stages.items() if mode in REGULAR}
        if path.startswith(folder_of(uuid)):
            changes[path] = blobs.get(OURS)
        elif path.startswith(DEVICES) or path == MARKER:
            changes[path] = blobs.get(THEIRS, blobs.get(OURS))
        elif together := _together(repository, path, blobs):
            changes[path] = together
        else:
            beside = f"{path}.theirs-{theirs[:7]}" if THEIRS in blobs else None
            clashes.append((path, beside))
            changes |= {path: blobs.get(OURS)} | ({beside: blobs[THEIRS]} if beside else {})
    repository.stage(changes)
    return Merged(repository.committed(ours, theirs), clashes)


def _together(repository: Repository, path: str, blobs: dict[int, str]) -> str | None:
    """Return the blob of a file with the changes of both sides, None where they clash or make a deck with faults."""
    if len(blobs) < THEIRS:
        return None
    with workplace(repository.folder / ".git") as folder:
        files = [folder / str(stage) for stage in (OURS, BASE, THEIRS)]
        for stage, file in zip((OURS, BASE, THEIRS), files, strict=True):
            file.write_bytes(repository.content(blobs[stage]))
        done = repository.git.local("merge-file", "-p", "-q", *map(str, files), accept=range(256))
        ours = files[0].read_bytes()
    if done.code or (path.startswith(DECKS) and _is_deck(path, ours) and not _is_deck(path, done.out)):
        return None
    return repository.keep(done.out)


def _is_deck(path: str, content: bytes) -> bool:
    """Tell whether a content is a deck without faults."""
    return load(Path(path), Path(path).stem, content).deck is not None
