"""What is said when a sitting ends, or has nothing to ask."""

from collections import Counter
from collections.abc import Iterator
from shlex import quote
from typing import TYPE_CHECKING

from drillcli import look
from drillcli.clock import date_of
from drillcli.config import Environment
from drillcli.locale import _, commas, ngettext
from drillcli.model import MINUTES_PER_DAY, Phase, Rating
from drillcli.sitting import Sitting
from drillcli.store import queue
from drillcli.ui import intervals
from drillcli.ui.console import console, drawn
from drillcli.ui.lines import MEASURE, Lines, lay
from drillcli.ui.summary import Summary, offered, render, to_ansi
from drillcli.ui.telling import LONG_LINE, told
from drillcli.ui.text import Prose
from drillcli.visible import one_line

if TYPE_CHECKING:
    from drillcli.countdown import Course

WEEKS_SHOWN = 12
DAYS_AHEAD = 7
MORE = 10
"""How many new cards, reviews or minutes are offered beyond the day's limit."""

INDENT = 2


def page(sitting: Sitting, env: Environment) -> str:
    """Return the closing page for the terminal of `env`, "" when nothing was answered."""
    if not sitting.answered:
        return ""
    if look.is_plain():
        return told(render(summary(sitting), LONG_LINE))
    screen = console(env.variables, env.stdout)
    return to_ansi(summary(sitting), screen.width, color=screen.color_system is not None) + "\n"


def summary(sitting: Sitting) -> Summary:
    """Return what the sitting came to."""
    store, slugs = sitting.collection.store, list(sitting.decks)
    now, answered = sitting.collection.read_clock(), sitting.answered
    first: dict[str, bool] = {}
    for answer in answered:
        if answer.item.state and answer.item.state.phase is Phase.REVIEW:
            first.setdefault(answer.item.card_id, answer.rating > Rating.AGAIN)
    return Summary(
        deck=commas(map(sitting.deck_title, slugs[:3])) + ("…" if len(slugs) > 3 else ""),
        answers=len(answered),
        took_s=sum(answer.took_ms for answer in answered) / 1000,
        first_try=sum(first.values()) / len(first) if first else None,
        grades=Counter(answer.rating for answer in answered),
        days=queue.answers_by_day(store, slugs, now.day - WEEKS_SHOWN * 7 + 1, now.day),
        today=date_of(now.day),
        next_due=queue.next_due(store, slugs, now),
        forecast=queue.forecast(store, slugs, now.day, now.day + DAYS_AHEAD)[1:],
        exercises=list(sitting.exercises),
        unasked=unasked(sitting),
    )


def unasked(sitting: Sitting) -> int:
    """Return how many cards of a sitting were neither answered nor put away."""
    asked = {answer.item.card_id for answer in sitting.answered}
    return sitting.session.waiting + (sitting.table is not None and sitting.table.card.id not in asked)


def nothing(sitting: Sitting, env: Environment) -> str:
    """Return what is said when there is nothing to ask: why, when the next card comes, what can be done before."""
    screen = console(env.variables, env.stdout)
    measure = min(screen.width, MEASURE)
    lines = [line for said in _why(sitting) for line in lay(Prose(said), measure)]
    for said, command in _ways_on(sitting):
        lines += lay(Prose(said), measure) + lay(Prose(one_line(command), "accent"), measure, INDENT)
    lines += offered(sitting.collection.index.exercises(sitting.decks), measure)
    made = Lines(tuple(lines))
    return told(made) if look.is_plain() else drawn(made, screen.width, color=screen.color_system is not None)


def _why(sitting: Sitting) -> Iterator[str]:
    yield _("Nothing to study now.")
    wait = queue.next_due(sitting.collection.store, list(sitting.decks), sitting.collection.read_clock())
    if wait:
        yield _("The next card is due in {when}.").format(when=intervals.interval(wait))
    for course in dict.fromkeys(sitting.exams.values()):
        date = date_of(course.row.day).isoformat()
        if _has_too_little_time(sitting, course):
            text = _("{minutes} min are too few for a card of the exam on {date}.")
            yield text.format(minutes=f"{sitting.options.minutes:g}", date=date)
        elif course.minutes_left < 1:
            yield _("Today's minutes for the exam on {date} are used.").format(date=date)
        else:
            yield _("The plan for the exam on {date} asks nothing more today.").format(date=date)


def _has_too_little_time(sitting: Sitting, course: "Course") -> bool:
    """Tell whether the plan of an exam would ask something in more minutes than the sitting has."""
    options, now = sitting.options, sitting.collection.read_clock()
    return options.minutes is not None and options.tag is None and any(course.choice(now, minutes=course.row.minutes))


def _ways_on(sitting: Sitting) -> Iterator[tuple[str, str]]:
    """Yield what can be studied all the same, and the command for it."""
    store, slugs, options = sitting.collection.store, list(sitting.decks), sitting.options
    now = sitting.collection.read_clock()
    study = command(sitting)
    if slugs and not any(deck.cards for deck in sitting.decks.values()):
        yield _("There is no card yet; to write some:"), f"drill add {quote(slugs[0])}"
    if options.tag is None:
        limited = [slug for slug in slugs if slug not in sitting.exams]
        counts = [deck for slug, deck in queue.counts(store, now.day).items() if slug in limited]
        yield from _held_back(sitting, study, sum(deck.due for deck in counts), sum(deck.new for deck in counts))
    courses = sitting.exams.values()
    if any(course.minutes_left < 1 or _has_too_little_time(sitting, course) for course in courses):
        yield _("More time for the exam:"), f"{study} --minutes {MORE}"
    if wait := queue.next_due(store, slugs, now):
        days = max(-(-wait // MINUTES_PER_DAY), 1)
        yield _("Cards can be reviewed before they are due:"), f"{study} --ahead {days}"
    if not options.cram and any(bucket < queue.SUSPENDED for slug in slugs for bucket in queue.buckets(store, slug)):
        yield _("Practice leaves the schedule alone:"), f"{study} --cram"


def _held_back(sitting: Sitting, study: str, due: int, new: int) -> Iterator[tuple[str, str]]:
    """Yield what limits hold back, `due` reviews and `new` cards, and the commands that go beyond them."""
    settings, asked = sitting.collection.settings, sitting.options.new
    if due:
        text = ngettext(
            "{n} review waits beyond today's limit of {limit}; a higher limit is kept:",
            "{n} reviews wait beyond today's limit of {limit}; a higher limit is kept:",
            due,
        )
        limit = settings.reviews_per_day
        yield text.format(n=due, limit=limit), f"drill config reviews_per_day {limit + MORE}"
    if new:
        text = ngettext(
            "{n} new card waits beyond today's limit of {limit}:",
            "{n} new cards wait beyond today's limit of {limit}:",
            new,
        )
        limit = settings.new_per_day if asked is None else asked
        yield text.format(n=new, limit=limit), f"{study} --new {min(new, MORE)}"


def command(sitting: Sitting) -> str:
    """Return the command that studies the decks of a sitting, as it was written."""
    collection = sitting.collection
    usable = [deck for deck in collection.index.decks().values() if not deck.error]
    if len(sitting.decks) > 1 and len(sitting.decks) == len(usable):
        return "drill study"
    by_path = {str((collection.env.cwd / word).resolve()): word for word in collection.paths}
    names = [by_path.get(deck.path, slug) for slug, deck in sitting.decks.items()]
    return " ".join(["drill study", *map(quote, names)])
