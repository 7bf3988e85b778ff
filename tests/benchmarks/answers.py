"""One durable answer within an open collection against one overwrite and fdatasync of 16 KiB on the same disk."""

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import world
from harness import Bar, Contender, Lab, in_process

from drillcli.collection import Collection, Preview, open_collection
from drillcli.model import Mode, Rating
from drillcli.store import queue

BLOCK = os.urandom(16 * 1024)


def run(lab: Lab) -> None:
    cards = lab.pick(10_000, 100_000)
    home = lab.cache / "answers"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(world.collection(lab, cards), home)
    with open_collection(world.environment(home)) as opened:
        due = queue.due(opened.store, world.slug(1), opened.now.day)
        contenders = (
            Contender("overwrite + fdatasync of 16 KiB", partial(overwrite, scratch(home / "floor"))),
            Contender("drill, one answer", partial(answer, opened, iter(due)), {"wall": Bar(1.6, 1.4)}),
        )
        lab.compare(f"one durable answer, {cards:,} cards", contenders, lab.pick(60, 400))


def scratch(path: Path) -> int:
    """Return a descriptor of a file whose block is on the disk already."""
    file = os.open(path, os.O_RDWR | os.O_CREAT)
    os.pwrite(file, BLOCK, 0)
    os.fsync(file)
    return file


def overwrite(file: int) -> dict[str, float]:
    """Measure the floor of durability."""

    def write() -> None:
        os.pwrite(file, BLOCK, 0)
        os.fdatasync(file)

    return in_process(write)


def answer(opened: Collection, due: Iterator[queue.Queued]) -> dict[str, float]:
    """Measure the answer to the next due card, whose buttons were shown before."""
    card = next(due)
    now = opened.read_clock()
    seen = Preview(card.state, opened.preview(card.id, card.state, now))
    return in_process(lambda: opened.answer(card.id, Rating.GOOD, now, 5_000, Mode.STUDY, seen))
