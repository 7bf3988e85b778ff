"""What is said when a sitting ends, or has nothing to ask."""

from collections import Counter

from drillcli.clock import date_of
from drillcli.config import Environment
from drillcli.locale import _
from drillcli.model import MINUTES_PER_DAY, Phase, Rating
from drillcli.sitting import Sitting
from drillcli.store import queue
from drillcli.ui import intervals
from drillcli.ui.console import console
from drillcli.ui.summary import Summary, to_ansi

WEEKS_SHOWN = 12
DAYS_AHEAD = 7


def page(sitting: Sitting, env: Environment) -> str:
    """Return the closing page for the terminal of `env`; without answers, only what to do next."""
    if not sitting.answered:
        return nothing(sitting) + "\n"
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


def nothing(sitting: Sitting) -> str:
    """Return what to do when there is nothing to ask: when the next cards come, and what can be done before."""
    store, slugs = sitting.collection.store, list(sitting.decks)
    now = sitting.collection.read_clock()
    wait = queue.next_due(store, slugs, now)
    counts = queue.counts(store, now.day)
    new = sum(counts[slug].new for slug in slugs if slug in counts)
    lines = [_("Nothing to study now.")]
    if wait is not None:
        lines.append(_("The next card comes {when}.").format(when=_when(wait)))
    if new:
        lines.append(_("{n} new cards are waiting beyond today's limit: `drill study --new 10`.").format(n=new))
    if wait is not None:
        days = max(wait // MINUTES_PER_DAY, 1)
        lines.append(
            _("Go ahead with `drill study --ahead {days}`, or practise with `drill study --cram`.").format(days=days)
        )
    return "\n".join(lines)


def _when(minutes: int) -> str:
    return intervals.again_in(minutes) if minutes else _("now")
