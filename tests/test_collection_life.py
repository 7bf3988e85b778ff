"""A collection through random edits of its deck: no answer is ever lost, whatever happens to the texts."""

from pathlib import Path
from random import Random

import pytest
from collection_cases import hide_bundled, opened, write_deck
from conftest import Clock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drillcli.config import Environment
from drillcli.errors import StoreError
from drillcli.model import Mode
from drillcli.store import queue
from drillcli.store.settings import set_setting

WORDS = ("model", "data", "cost", "token", "cache", "train", "serve", "risk", "metric", "label", "batch", "prompt")
EDITS = ("reword", "rename", "remove", "add", "move", "break", "gaps")
steps = st.lists(
    st.tuples(st.sampled_from([*EDITS, "study", "study", "undo", "model"]), st.integers(0, 99)), max_size=30
)


class Author:
    """Someone who edits a deck: notes with and without ids, and clozes."""

    def __init__(self, rng):
        self.rng = rng
        self.notes = [self.note(n) for n in range(5)]
        self.is_broken = False

    def text(self, length):
        return " ".join(self.rng.choices(WORDS, k=length))

    def note(self, n):
        named = {"id": f"note-{n}-{self.rng.randrange(1000)}"} if n % 2 else {}
        if n % 3 == 0:
            return named | {"cloze": f"{self.text(6)} {{{{first::x}}}} {self.text(4)} {{{{second::y}}}} {n}"}
        return named | {"q": f"{self.text(8)} {n}?", "a": self.text(6)}

    def edit(self, what, n):
        """Change the deck in one way."""
        self.is_broken = what == "break"
        note = self.notes[n % len(self.notes)] if self.notes else None
        if what == "add" or note is None:
            self.notes.insert(n % (len(self.notes) + 1), self.note(n))
        elif what == "remove":
            self.notes.remove(note)
        elif what == "move":
            self.rng.shuffle(self.notes)
        elif what == "rename" and "id" in note:
            note["id"] = f"other-{n}-{self.rng.randrange(1000)}"
        elif what == "reword":
            field = "q" if "q" in note else "cloze"
            note[field] = note[field].replace(self.rng.choice(WORDS), self.rng.choice(WORDS), 1)
        elif what == "gaps" and "cloze" in note:
            note["cloze"] += f" {{{{third::z{n}}}}}"

    def write(self, folder):
        lines = ["title: Life", "notes:" if self.notes else "notes: []"]
        for note in self.notes:
            fields = [f'{name}: "{text}"' for name, text in note.items()]
            lines += [f"  - {fields[0]}", *(f"    {field}" for field in fields[1:])]
        write_deck(folder, "\n".join(lines) + ("\n  - {q: [" if self.is_broken else "\n"), "life")


def answers_that_count(collection):
    """Return how many answers the log holds that were not taken back."""
    return collection.store.connection.execute(
        "SELECT count(*) FROM revlog WHERE (at_ms, device) NOT IN (SELECT other, other_device FROM act WHERE kind = 1)"
    ).fetchone()[0]


@pytest.mark.usefixtures("tmp_path")
@given(steps, st.integers(0, 2**32))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_answer_belongs_to_a_card(monkeypatch, tmp_path_factory, acts, seed):
    """After any edits each answer counts for exactly one card and one day; undo takes away exactly one act."""
    hide_bundled(monkeypatch)
    folder, clock, author = tmp_path_factory.mktemp("life"), Clock(), Author(Random(seed))
    env = Environment(Path(folder), {"DRILL_HOME": "home"}, None, None, None, read_clock=clock, tick=clock.tick)
    author.write(folder)
    given_, rng = 0, Random(seed)
    for what, n in acts:
        clock.advance(days=1)
        if what in EDITS:
            author.edit(what, n)
            author.write(folder)
        with opened(env) as collection:
            collection.store.connection.execute("PRAGMA synchronous = OFF")
            cards = [card.id for card in queue.everything(collection.store, "life")]
            if what == "study":
                for card in rng.sample(cards, min(len(cards), 1 + n % 5)):
                    collection.answer(card, rng.choice((1, 3, 4)), clock(), 100, Mode.STUDY)
                    given_ += 1
            elif what == "model":
                set_setting(collection.store, "model", ("fsrs6", "fsrs7")[n % 2], clock())
            elif what == "undo":
                try:
                    given_ -= collection.store.undo(clock()).kind is None
                except StoreError:
                    assert given_ == 0
            assert answers_that_count(collection) == given_
            query = "SELECT (SELECT total(reps) FROM card), (SELECT total(reviews) FROM day)"
            assert collection.store.connection.execute(query).fetchone() == (given_, given_)
