"""One sync, step by step: whatever ends it between two of them, the next one goes on from there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from drillcli.collection import Collection, open_collection
from drillcli.config import Environment
from drillcli.deckfile.rewrite import LOCK, held
from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.store import backup
from drillcli.store.exchange import Source, become_another, own_uuid, positions
from drillcli.store.exchange_in import take_in
from drillcli.store.exchange_state import State, state_in, state_out
from drillcli.store.exchange_union import Clash
from drillcli.sync import marker, state
from drillcli.sync.crypt import Cipher, Open, Sealed, fits
from drillcli.sync.identity import copied
from drillcli.sync.merging import merge
from drillcli.sync.repository import Repository, Tree
from drillcli.sync.segments import (
    LARGEST,
    STATE,
    Broken,
    batch,
    folder_of,
    outgoing,
    unread,
    unsent,
)
from drillcli.sync.working import DECKS, ChangedMeanwhile, edits, lay_out, write

ATTEMPTS = 8
"""How often to begin again when others are faster, or the learner edits a deck at that moment."""
MUCH_BYTES = 64 * 1024
"""From so many bytes of rows on a backup is made before they are taken in."""


class Report(NamedTuple):
    """What a sync did: rows sent to others, new rows of others, deck files that others changed.

    `backup` is the copy that was made before, when much came in.
    """

    sent: int
    received: int
    decks: tuple[str, ...]
    backup: Path | None


@dataclass(slots=True)
class Sync:
    """A sync under way. `notices` are lines for the learner; `anew`: read the files of others from the beginning."""

    env: Environment
    repository: Repository
    cipher: Cipher
    notices: list[str]
    anew: bool = False
    sent: int | None = None
    received: int = 0
    decks: set[str] = field(default_factory=set)
    backup: Path | None = None

    def run(self) -> Report:
        """Send what is new here and take in what is new elsewhere.

        Raises DrillError where git, the network or the database do not let it; what was done until then stays done.
        """
        for _attempt in range(ATTEMPTS):
            try:
                if self.once():
                    return Report(self.sent or 0, self.received, tuple(sorted(self.decks)), self.backup)
            except ChangedMeanwhile:
                continue
        raise DrillError(_("others are syncing all the time; nothing is lost: run `drill sync` again in a while"))

    def once(self) -> bool:
        """Go through the steps; False when somebody else was faster."""
        if not self.repository.fetch():
            self.anew = True
            told = _("the shared repository was replaced; what this machine has is sent to it again")
            self.notices.append(told)
        theirs = self.repository.theirs
        look_at_marker(self.repository, theirs, self.cipher)
        with self.opened() as collection:
            uuid = self.identity(collection, theirs)
            ours = self.committed(collection, uuid)
        head = self.merged(ours, theirs, uuid)
        self.take_in(uuid, self.repository.tree(head))
        return head == theirs or self.repository.push(head)

    @contextmanager
    def opened(self) -> Iterator[Collection]:
        """Open the collection; what opening has to say is told once."""
        with open_collection(self.env) as collection:
            self.notices += [notice for notice in collection.notices if notice not in self.notices]
            yield collection

    # -- out -----------------------------------------------------------------------------------

    def identity(self, collection: Collection, theirs: str | None) -> str:
        """Return this machine's uuid: a new one when another machine writes under the old one."""
        store = collection.store
        uuid = own_uuid(store.connection)
        trees = tuple(self.repository.tree(commit) for commit in dict.fromkeys((self.repository.head, theirs)))
        since = copied(store, self.repository, trees, self.cipher)
        if since is None:
            return uuid
        told = _(
            "this data is a copy, or a backup: it goes on as a machine of its own, and takes in what was sent before"
        )
        self.notices.append(told)
        return become_another(store, since)

    def committed(self, collection: Collection, uuid: str) -> str | None:
        """Commit what is new here: rows, state, decks. Return the commit; None when there is none yet."""
        repository, head = self.repository, self.repository.head
        tree = repository.tree(head)
        outgoing_ = outgoing(collection.store, uuid, repository, tree, self.cipher)
        files = outgoing_.files | self.state_file(state_out(collection.store.connection), uuid, tree)
        for path, content in files.items():
            if content is None:
                (repository.folder / path).unlink(missing_ok=True)
            else:
                write(repository.folder / path, content)
        written = [path for path, content in files.items() if content is not None]
        blobs = dict(zip(written, repository.keep_files(written), strict=True))
        changes = {**edits(repository, tree, self.notices), **{path: blobs.get(path) for path in files}}
        if self.sent is None:
            before = repository.tree(repository.theirs)
            self.sent = unsent(repository, uuid, before, tree, self.cipher) if before != tree else 0
        self.sent += outgoing_.rows
        if not changes:
            return head
        repository.staged(*filter(None, [head]))
        repository.stage(changes)
        made = repository.committed(*filter(None, [head]))
        if made != head:
            repository.move(made)
        return made

    def state_file(self, known: State, uuid: str, tree: Tree) -> dict[str, bytes | None]:
        """Return the file of what is small and changes, when it has."""
        path = folder_of(uuid) + STATE
        text = state.write(known).encode()
        before = self.repository.content(tree[path].blob) if path in tree else None
        if before is not None and self.cipher.unseal(before, path) == text:
            return {}
        return {path: self.cipher.seal(text, path)}

    # -- together ------------------------------------------------------------------------------

    def merged(self, ours: str | None, theirs: str | None, uuid: str) -> str:
        """Bring branch and folder to what both sides have; return the commit."""
        repository = self.repository
        if theirs is None:
            assert ours is not None  # noqa: S101 without a shared branch there is one here
            return ours
        commit, clashes = merge(repository, ours, theirs, uuid)
        if commit != ours:
            with held(self.env.home / LOCK, repository.folder / DECKS):
                changed = lay_out(repository, repository.tree(ours), repository.tree(commit))
            self.decks |= {path.removeprefix(DECKS) for path in changed if path.startswith(DECKS)}
            repository.move(commit)
        for path, beside in clashes:
            if beside:
                text = _("{path} was changed here and elsewhere: yours stays, the other is {beside}")
            else:
                text = _("{path} was changed here and removed elsewhere: it stays")
            self.notices.append(text.format(path=path, beside=beside))
        return commit

    # -- in ------------------------------------------------------------------------------------

    def take_in(self, uuid: str, tree: Tree) -> None:
        """Take in what other machines know and have recorded."""
        with self.opened() as collection:
            is_changed = self.take_in_states(collection, uuid, tree)
            if not is_changed:
                self.take_in_rows(collection, uuid, tree)
        if is_changed:
            with self.opened() as collection:
                self.take_in_rows(collection, uuid, tree)

    def take_in_states(self, collection: Collection, uuid: str, tree: Tree) -> bool:
        """Merge settings, parameters and exams; tell whether anything changed here."""
        paths = [path for path in tree if path.endswith(f"/{STATE}") and path.count("/") == 2]
        others = [path for path in paths if not path.startswith(folder_of(uuid)) and tree[path].size <= LARGEST]
        here = state_out(collection.store.connection)
        known = [here]
        for path, content in zip(others, self.repository.blobs([tree[path] for path in others]), strict=True):
            try:
                text = self.cipher.unseal(content, path).decode("utf-8", "replace")
                known.append(state.read(text, path, self.notices))
            except DrillError as error:
                self.notices.append(str(error))
        return state_in(collection.store, state.merge(known))

    def take_in_rows(self, collection: Collection, uuid: str, tree: Tree) -> None:
        """Take in the rows of others, each stream that can be read."""
        connection = collection.store.connection
        new = unread(tree, uuid, {} if self.anew else positions(connection))
        if sum(stream.size for stream in new) >= MUCH_BYTES and self.backup is None:
            folder = self.env.home / backup.FOLDER
            self.backup = backup.make(connection, folder, "before-sync", collection.now.ms)
        broken: set[Source] = set()
        while new:
            batches = [batch(self.repository, self.cipher, stream, self.notices) for stream in new]
            try:
                taken = take_in(collection.store, batches, collection.now)
            except Broken as error:
                broken.add(error.source)
                self.notices.append(_("{fault}; what follows in that file is left out").format(fault=error))
                new = [stream for stream in new if stream.source not in broken]
            else:
                self.received += taken.reviews + taken.acts
                self.notices += [clash_told(clash) for clash in taken.clashes]
                return


def clash_told(clash: Clash) -> str:
    """Return the line about a row of which two machines say different things."""
    text = _("{card}: two machines have different rows of one millisecond; the same one counts on all, both are kept")
    return text.format(card=clash.card)


def look_at_marker(repository: Repository, theirs: str | None, cipher: Cipher) -> None:
    """Raise DrillError when what is shared is no longer drill's, or encrypted otherwise than it was."""
    if theirs is None:
        return
    content = marker.found(repository, theirs)
    if content is None:
        text = _("the shared repository is not drill's any more ({file} is gone); nothing was done")
        raise DrillError(text.format(file=marker.MARKER))
    lock = marker.read(content)
    if not (fits(lock, cipher) if lock and isinstance(cipher, Sealed) else lock is None and isinstance(cipher, Open)):
        text = _(
            "the shared repository has another encryption now; move {folder} away and run `drill sync init URL` again"
        )
        raise DrillError(text.format(folder=repository.folder))
