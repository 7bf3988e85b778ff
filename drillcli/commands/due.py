"""`drill due`: counts, quickly; for shell prompts and status bars."""

from collections.abc import Sequence

from drillcli import agenda
from drillcli.clock import date_of
from drillcli.commands.opening import opened, write_json
from drillcli.config import Environment
from drillcli.locale import _
from drillcli.store.queue import Counts


def run(env: Environment, words: Sequence[str], as_json: bool) -> int:  # noqa: FBT001
    """Print how many cards may be asked in each deck; the exit code is 0 whatever the counts.

    As JSON: {day, decks: [{deck, due, new, learning}], total: {due, new, learning}}. Of a deck with an exam ahead
    those count that its plan asks today, `new` too.
    """
    with opened(env, words) as (collection, decks):
        counts = agenda.counts(collection, agenda.toward(collection))
        rows = [(deck.slug, counts.get(deck.slug, Counts())) for deck in decks]
        if as_json:
            report = [{"deck": slug, "due": n.due, "new": n.new, "learning": n.learning} for slug, n in rows]
            total = {"due": sum(n.due for __, n in rows), "new": sum(n.new for __, n in rows)}
            total["learning"] = sum(n.learning for __, n in rows)
            write_json(env, {"day": date_of(collection.now.day).isoformat(), "decks": report, "total": total})
            return 0
        width = max((len(slug) for slug, __ in rows), default=0)
        for slug, n in rows:
            line = _("{due} due  {new} new  {learning} learning").format(due=n.due, new=n.new, learning=n.learning)
            env.stdout.write(f"{slug:<{width}}  {line}\n")
    return 0
