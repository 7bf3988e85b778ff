"""What the tests of exams share: a deck, a learner who studies day by day, and `drill exam`."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from typing import Any

from conftest import Clock, Result

from drillcli.collection import Collection
from drillcli.commands import exam
from drillcli.config import Environment
from drillcli.errors import DrillError, ExitCode
from drillcli.model import Rating
from drillcli.plan import StudyOptions
from drillcli.sitting import Sitting

SECONDS = 8
"""How long the learner of these tests takes for an answer."""


def deck(cards: int, title: str = "Numbers") -> str:
    """Return the source of a deck of `cards` cards."""
    rows = (f'  - {{id: c{number:03}, q: "What is {number} + 1?", a: "{number + 1}"}}\n' for number in range(cards))
    return f"title: {{en: {title}, zh: 数}}\nnotes:\n" + "".join(rows)


def run_exam(
    env: Environment, *words: str, minutes: float | None = None, cancel: str | None = None, as_json: bool = False
) -> Result:
    """Run `drill exam` and return how it ended."""
    out, err = StringIO(), StringIO()
    try:
        code = exam.run(replace(env, stdout=out, stderr=err), words, minutes, cancel, as_json)
    except DrillError as error:
        return Result(error.exit_code, out.getvalue(), f"{err.getvalue()}drill: {error}\n")
    return Result(ExitCode(code), out.getvalue(), err.getvalue())


def planned(env: Environment, *words: str, **options: Any) -> dict[str, Any]:
    """Plan toward an exam and return its report."""
    done = run_exam(env, *words, as_json=True, **options)
    assert done.code == ExitCode.DONE, done.err
    return json.loads(done.out)["exams"][0]


def work(
    sitting: Sitting, clock: Clock, grade: Callable[[str], Rating] = lambda _card: Rating.GOOD, seconds: float = SECONDS
) -> list[tuple[str, int]]:
    """Answer every card of a sitting; return the ids in order, with the interval in minutes that each was given."""
    asked = []
    while table := sitting.turn():
        clock.advance(minutes=seconds / 60)
        recorded = sitting.rate(grade(table.card.id))
        asked.append((table.card.id, recorded.entry.interval))
    return asked


def options(**values: object) -> StudyOptions:
    """Return what `drill study` was told."""
    return StudyOptions(**values)  # type: ignore[arg-type]


def sit(collection: Collection, *decks: str, **given: object) -> Sitting:
    """Begin a sitting over decks."""
    collection.now = collection.read_clock()
    return Sitting(collection, collection.decks(decks or ["numbers"]), options(**given))


def ids(sitting: Sitting) -> list[str]:
    """Return the cards that a sitting is going to ask."""
    return [item.card_id for item in sitting.session.queue]


def forgetful() -> Callable[[str], Rating]:
    """Return how a learner rates on one day who forgets every third card, and then knows it."""
    seen: set[str] = set()

    def grade(card: str) -> Rating:
        is_first = card not in seen
        seen.add(card)
        return Rating.AGAIN if is_first and int(card[-3:]) % 3 == 0 else Rating.GOOD

    return grade
