"""What is said when a sitting ends, or has nothing to ask."""

from collections import Counter
from collections.abc import Iterator
from shlex import quote

from drillcli.clock import date_of
from drillcli.config import Environment
from drillcli.locale import _, ngettext
from drillcli.model import MINUTES_PER_DAY, Phase, Rating
from drillcli.sitting import Sitting
from drillcli.store import queue
from drillcli.ui import intervals
from drillcli.ui.console import console
from drillcli.ui.lines import Line, Lines, column, lay, placed
from drillcli.ui.summary import Summary, to_ansi
from drillcli.ui.text import render

WEEKS_SHOWN = 12
DAYS_AHEAD = 7
MORE = 10
"""How many new cards, or reviews, are offered beyond the day's limit."""


def page(sitting: Sitting, env: Environment) -> str:
    """Return the closing page for the terminal of `env`, "" when nothing was answered."""
    if not sitting.answered:
        return ""
    screen = console(env.variables, env.stdout)
    return to_ansi(summary(sitting), screen.width, color=screen.color_system is not None) + "\n"


def summary(sitting: Sitting) -> Summary:
    """Return what the sitting came to."""
    store, slugs = sitting.collection.store, list(sitting.decks)
    now = sitting.collection.read_clock()
    first: dict[str, bool] = {}
    for answer in sitting.answered:
        if answer.item.state and answer.item.state.phase is Phase.REVIEW:
            first.setdefault(answer.item.card_id, answer.rating > Rating.AGAIN)
    return Summary(
        deck=", ".join(sitting.deck_title(slug) for slug in slugs[:3]) + ("…" if len(slugs) > 3 else ""),
        answers=len(sitting.answered),
        took_s=sum(answer.took_ms for answer in sitting.answered) / 1000,
        first_try=sum(first.values()) / len(first) if first else None,
        grades=Counter(answer.rating for answer in sitting.answered),
        days=queue.answers_by_day(store, slugs, now.day - WEEKS_SHOWN * 7 + 1, now.day),
        today=date_of(now.day),
        next_due=queue.next_due(store, slugs, now),
        forecast=queue.forecast(store, slugs, now.day + 1, now.day + DAYS_AHEAD),
    )


def nothing(sitting: Sitting, env: Environment) -> str:
    """Return what is said when there is nothing to ask: why, when the next card comes, what can be done before."""
    screen = console(env.variables, env.stdout)
    margin, measure = column(screen.width)
    lines: list[Line] = [line for said in _nothing(sitting) for line in lay(render(said), measure)]
    page = Lines(tuple(placed(lines, margin)))
    with screen.capture() as capture:
        screen.print(page, end="")
    return capture.get()


def _nothing(sitting: Sitting) -> Iterator[str]:
    """Yield the sentences, with the commands in them as Markdown code."""
    store, slugs = sitting.collection.store, list(sitting.decks)
    now, options = sitting.collection.read_clock(), sitting.options
    study = command(sitting)
    yield _("Nothing to study now.")
    wait = queue.next_due(store, slugs, now)
    if wait:
        yield _("The next card is due in {when}.").format(when=intervals.interval(wait))
    if options.tag is None:
        counts = queue.counts(store, now.day)
        asked = [counts[slug] for slug in slugs if slug in counts]
        yield from _held_back(sitting, study, sum(deck.due for deck in asked), sum(deck.new for deck in asked))
    if wait:
        days = max(-(-wait // MINUTES_PER_DAY), 1)
        yield _("Go ahead in time: `{command}`").format(command=f"{study} --ahead {days}")
    if any(bucket < queue.SUSPENDED for slug in slugs for bucket in queue.buckets(store, slug)):
        yield _("Practise without touching the schedule: `{command}`").format(command=f"{study} --cram")


def _held_back(sitting: Sitting, study: str, due: int, new: int) -> Iterator[str]:
    """Yield what the day's limits hold back, `due` reviews and `new` cards, and how to go beyond them."""
    settings = sitting.collection.settings
    if due:
        text = ngettext(
            "{n} review waits beyond today's limit of {limit}: `{command}` raises it.",
            "{n} reviews wait beyond today's limit of {limit}: `{command}` raises it.",
            due,
        )
        limit = settings.reviews_per_day
        yield text.format(n=due, limit=limit, command=f"drill config reviews_per_day {limit + MORE}")
    if new:
        text = ngettext(
            "{n} new card waits beyond today's limit of {limit}: `{command}`",
            "{n} new cards wait beyond today's limit of {limit}: `{command}`",
            new,
        )
        limit = settings.new_per_day if sitting.options.new is None else sitting.options.new
        yield text.format(n=new, limit=limit, command=f"{study} --new {min(new, MORE)}")


def command(sitting: Sitting) -> str:
    """Return the command that studies the decks of a sitting, as it was written."""
    collection = sitting.collection
    if len(sitting.decks) > 1 and len(sitting.decks) == len(collection.found):
        return "drill study"
    by_path = {str((collection.env.cwd / word).resolve()): word for word in collection.paths}
    names = [by_path.get(deck.path, slug) for slug, deck in sitting.decks.items()]
    return " ".join(["drill study", *map(quote, names)])
