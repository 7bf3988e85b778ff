"""`drill exam`: plans toward a date."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from drillcli import agenda, countdown, lookahead
from drillcli.clock import date_of, day_of
from drillcli.collection import Collection
from drillcli.commands.dates import half_width
from drillcli.commands.opening import opened, write_json
from drillcli.commands.show import face
from drillcli.config import Environment
from drillcli.errors import DrillError, UsageError
from drillcli.locale import _, clauses, commas, ngettext
from drillcli.stats.exam import Prospect
from drillcli.store import exams
from drillcli.store.exams import ExamRow

FARTHEST_DAYS = 366
"""A year: beyond it a plan is worth nothing, and takes long to make."""

MISSED_SHOWN = 5


def run(
    env: Environment,
    words: Sequence[str],
    minutes: float | None,
    cancel: str | None,
    as_json: bool,  # noqa: FBT001
) -> int:
    """Plan toward an exam on the decks and the date (last) that `words` name, or show every exam ahead.

    `minutes` a day are planned with (20 when left out); the same decks and date again change them. `cancel` is the
    number of an exam or a deck, whose exam ends now.
    Exams are numbered from 1 by date, so that each has the same number on every machine.
    As JSON: {day, exams: [{id, date, in_days, decks, studied, cards, expected: {now, ordinary, planned},
    minutes, minutes_a_day, minutes_enough, minutes_left, today: {reviews, new},
    weeks: [{date, days, minutes_a_day, reviews, new, expected}], dropped: [card]}]}.
    `studied` are the decks studied for it now: one in two exams is studied for the next. The shares `expected` (0 to
    1) are of its `cards`, recalled on the date: without further study, by the ordinary schedule, by the plan; in a
    week, if study ended with it; null without cards. `minutes` is the most, `minutes_a_day` what the plan takes,
    `minutes_enough` from where on more hardly helps. There is no time for the cards that are `dropped`.
    """
    decks = [] if cancel else words[:-1]
    with opened(env, decks) as (collection, _decks):
        exam_id = None
        if cancel is not None:
            if words or minutes is not None:
                raise UsageError(_("--cancel takes a number or a deck, and nothing else"))
            end(env, collection, cancel)
        elif words or minutes is not None:
            exam_id = begin(collection, words, minutes)
        found = prospects(collection, exam_id)
        today = collection.now.day
    if as_json:
        write_json(env, {"day": date_of(today).isoformat(), "exams": [to_json(prospect) for prospect in found]})
        return 0
    from drillcli.ui import reports, reports_exam  # noqa: PLC0415 JSON needs no rich

    reports.write(env, lambda measure: reports_exam.exams(found, measure))
    return 0


def begin(collection: Collection, words: Sequence[str], minutes: float | None) -> int:
    """Plan toward an exam; return its id. Raises DrillError where there is nothing to plan."""
    if not words:
        raise UsageError(_("name the decks and the date of the exam: drill exam DECK… 2026-12-15"))
    *names, when = words
    day = exam_day(when, collection.now.day)
    if not names:
        raise UsageError(_("name the decks of the exam: drill exam DECK… {date}").format(date=when))
    slugs = list(dict.fromkeys(deck.slug for deck in collection.decks(names)))
    if not any(exams.cards(collection.store, slug) for slug in slugs):
        raise DrillError(_("{decks}: no card to plan with").format(decks=commas(slugs)))
    countdown.bring_back(collection, slugs)
    return exams.put(collection.store, slugs, day, minutes, collection.now)


def exam_day(word: str, today: int) -> int:
    """Return the study day that a word names: 2026-12-15, 12-15 (the next one), 30d.

    Raises UsageError for another word, and for a day that does not lie ahead or lies more than a year ahead.
    """
    day = _written(word, today)
    if day is None:
        raise UsageError(
            _("{word!r} is no date; after the decks write one, as 2026-12-15, 12-15 or 30d").format(word=word)
        )
    if day <= today:
        raise UsageError(_("{date} does not lie ahead; the exam can be tomorrow at the earliest").format(date=word))
    if day - today > FARTHEST_DAYS:
        raise UsageError(_("{date} lies more than a year ahead").format(date=word))
    return day


def _written(word: str, today: int) -> int | None:
    """Return the study day that a word names, None when it names none; also as it is typed in Chinese."""
    word = half_width(word)
    if found := re.fullmatch(r"\+?([0-9]{1,6})d", word):
        return today + int(found[1])
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", word):
        return _calendar_day(*map(int, found.groups()))
    if found := re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", word):
        year, month_and_day = date_of(today).year, tuple(map(int, found.groups()))
        days = (_calendar_day(year + n, *month_and_day) for n in (0, 1))
        return next((day for day in days if day is not None and day >= today), None)
    return None


def _calendar_day(year: int, month: int, day: int) -> int | None:
    try:
        return day_of(date(year, month, day))
    except ValueError:
        return None


def end(env: Environment, collection: Collection, which: str) -> None:
    """End an exam before its date: the one with a number, or the only one on a deck; say so on stderr."""
    rows = countdown.finish(collection, exams.rows(collection.store))
    found = [(number, row) for number, row in enumerate(rows, 1) if which in {str(number), *row.decks}]
    if not rows:
        raise DrillError(_("no exam is ahead"))
    if len(found) != 1:
        many, none = _("{which} is in several exams; give a number: {known}"), _("no exam {which}; there are: {known}")
        known = commas(str(number) for number, _row in found or enumerate(rows, 1))
        raise DrillError((many if found else none).format(which=which, known=known))
    ((_number, row),) = found
    ahead = [other for other in rows if other is not row and other.day > collection.now.day]
    countdown.settle(collection, row, ahead)
    exams.remove(collection.store, row.id, collection.now)
    said = [_("the exam on {date} is cancelled").format(date=date_of(row.day).isoformat())]
    if free := [slug for slug in row.decks if not any(slug in other.decks for other in ahead)]:
        text = ngettext("{decks} follows the ordinary schedule", "{decks} follow the ordinary schedule", len(free))
        said.append(text.format(decks=commas(free)))
    env.stderr.write(clauses(said) + "\n")


def prospects(collection: Collection, exam_id: int | None) -> list[Prospect]:
    """Return what is to be expected of the exam with an id, or of every one ahead, the next one first."""
    courses = {course.row.id: course for course in agenda.toward(collection).values()}
    shown = [(n, row) for n, row in enumerate(exams.rows(collection.store), 1) if exam_id in (None, row.id)]
    return [prospect(collection, number, row, courses.get(row.id)) for number, row in shown]


def prospect(collection: Collection, number: int, row: ExamRow, course: countdown.Course | None) -> Prospect:
    """Return what is to be expected of an exam; without a `course` nothing is studied for it now."""
    outlook, usable = lookahead.look_ahead(collection, row), lookahead.usable(collection, row)
    reviews, new = course.choice(collection.now) if course else ([], [])
    cards = [(card_id, collection.index.card(card_id)) for card_id in outlook.dropped[:MISSED_SHOWN]]
    return Prospect(
        number=number,
        row=row,
        in_days=row.day - collection.now.day,
        outlook=outlook,
        studied=course.decks if course else (),
        missing=[slug for slug in row.decks if slug not in usable],
        minutes_left=course.minutes_left if course else row.minutes,
        today=(len(reviews), len(new)),
        missed=[(card_id, face(card, collection.lang).front) for card_id, card in cards if card],
    )


def to_json(prospect: Prospect) -> dict[str, Any]:
    """Return what is to be expected of an exam as plain values."""
    row, outlook = prospect.row, prospect.outlook
    return {
        "id": prospect.number,
        "date": date_of(row.day).isoformat(),
        "in_days": prospect.in_days,
        "decks": list(row.decks),
        "studied": list(prospect.studied),
        "cards": outlook.cards,
        "expected": {
            "now": rounded(prospect.share(outlook.now)),
            "ordinary": rounded(prospect.share(outlook.ordinary)),
            "planned": rounded(prospect.share(outlook.planned)),
        },
        "minutes": row.minutes,
        "minutes_a_day": round(outlook.minutes, 1),
        "minutes_enough": round(outlook.needed, 1),
        "minutes_left": round(prospect.minutes_left, 1),
        "today": {"reviews": prospect.today[0], "new": prospect.today[1]},
        "weeks": [
            {
                "date": date_of(week.day).isoformat(),
                "days": week.days,
                "minutes_a_day": round(week.minutes, 1),
                "reviews": week.reviews,
                "new": week.new,
                "expected": rounded(prospect.share(week.recalled)),
            }
            for week in outlook.weeks
        ],
        "dropped": list(outlook.dropped),
    }


def rounded(share: float | None) -> float | None:
    """Return a share to four digits."""
    return None if share is None else round(share, 4)
