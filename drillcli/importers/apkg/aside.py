"""Lets a process of its own make the notes of a large collection, while this one takes in what is made."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from drillcli.deckfile.reader import without_gc
from drillcli.errors import DrillError
from drillcli.importers.apkg.serving import Serving, serve
from drillcli.locale import _, set_language, spoken

WORTH = 5_000
"""From so many notes on it is faster: to start a process takes as long as to make some 1,000 notes."""
BATCH = 200
"""So many notes are sent at a time."""


@contextmanager
def servings(path: Path, shown: str, notes: int) -> Iterator[Iterator[Serving]]:
    """Give the notes of a collection that has so many; see `serve`, which raises the same errors.

    Where another process makes them it begins at once, and ends with this context, or with this process.
    """
    if notes < WORTH or (os.cpu_count() or 1) < 2:
        yield serve(path, shown)
        return
    context = get_context("spawn")  # a fork would hold a database in the midst of its transaction
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, path, shown, spoken()), daemon=True)
    with receiver:
        with _uninterrupted():
            process.start()
        sender.close()
        try:
            yield _received(receiver, shown)
        finally:
            process.terminate()
            process.join()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ignore Ctrl-C, as a process that is started in the meantime does for good: it is this one that ends it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _send(sender: Connection, path: Path, shown: str, lang: str) -> None:
    """Send batches of servings, then nothing, or the error that ended them."""
    set_language(lang)
    try:
        with without_gc():
            made = serve(path, shown)
            while batch := list(islice(made, BATCH)):
                sender.send(batch)
            sender.send([])
    except (DrillError, ValueError) as error:
        sender.send(error)
    except BrokenPipeError:
        pass  # nobody waits for more


def _received(receiver: Connection, shown: str) -> Iterator[Serving]:
    try:
        while batch := receiver.recv():
            if isinstance(batch, Exception):
                raise batch
            yield from batch
    except EOFError as error:
        text = _("{file}: the process that read it was ended; nothing was imported: start again")
        raise DrillError(text.format(file=shown)) from error
