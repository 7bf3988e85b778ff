"""Whether a database is the one that its machine's own files come from, or a copy of it, or one from before."""

from contextlib import suppress
from typing import NamedTuple

from drillcli.errors import DrillError
from drillcli.store.exchange import Source, has, own_uuid, streams
from drillcli.store.exchange_state import state_out
from drillcli.store.store import Store
from drillcli.sync import lines, state
from drillcli.sync.crypt import Cipher
from drillcli.sync.repository import Repository, Tree
from drillcli.sync.segments import STATE, backwards, fact, folder_of, last_line, segments


class Known(NamedTuple):
    """The time (ms) of the last row in a machine's own segments that its database has, 0 for none; is it the last?

    `until_ms` is None where there are no segments.
    """

    until_ms: int | None
    is_all: bool


def copied(store: Store, repository: Repository, trees: tuple[Tree, ...], cipher: Cipher) -> int | None:
    """Return None when the database has all that its machine's own files in some trees say; it should.

    If not, somebody else writes under the same uuid, or the database is one from before: return the time (ms) of the
    last row in the files that it does know, 0 for none.
    """
    uuid = own_uuid(store.connection)
    found = [known(store, uuid, repository, tree, cipher) for tree in trees]
    if all(one.is_all for one in found) and not any(lacks(store, uuid, repository, tree, cipher) for tree in trees):
        return None
    return min((one.until_ms for one in found if one.until_ms is not None), default=0)


def known(store: Store, uuid: str, repository: Repository, tree: Tree, cipher: Cipher) -> Known:
    """Return how much of the rows that the machine `uuid` wrote last its database knows."""
    source = Source(uuid, uuid)
    numbered = segments(tree).get(source, {})
    for turn, line in enumerate(backwards(repository, source, numbered, cipher)):
        row = fact(line, uuid)
        if has(store.connection, uuid, row):
            return Known(row.at_ms, turn == 0)
    return Known(0, is_all=False) if numbered else Known(None, is_all=True)


def lacks(store: Store, uuid: str, repository: Repository, tree: Tree, cipher: Cipher) -> bool:
    """Tell whether the machine's own files have an import, or something of what is small, that its database has not."""
    imports = {stream.uuid: stream.imports for stream in streams(store.connection)}
    for source, numbered in segments(tree).items():
        if source.folder != uuid:
            continue
        if source.stream not in imports:
            return True
        told = lines.imports_told(last_line(repository, source, numbered, cipher) or b"")
        if told is not None and told > imports[source.stream]:
            return True
    path = folder_of(uuid) + STATE
    if path in tree:
        with suppress(DrillError):  # a file that is not right is written anew
            text = cipher.unseal(repository.content(tree[path].blob), path).decode("utf-8", "replace")
            here = state_out(store.connection)
            return state.merge([here, state.read(text, path, [])]) != here
    return False
