"""`drill orphans`: cards with a history that stand in no deck any more."""

from drillcli.clock import date_of
from drillcli.commands.opening import opened, write_json
from drillcli.config import Environment
from drillcli.locale import _, ngettext
from drillcli.store import roster
from drillcli.visible import one_line


def run(env: Environment, as_json: bool) -> int:  # noqa: FBT001
    """List the orphans, one a line: card, reviews, date of the last one."""
    with opened(env) as (collection, _decks):
        rows = [
            (card, reps, date_of(day).isoformat())
            for card, reps, day in roster.orphans(collection.store, list(collection.index.decks()))
        ]
    if as_json:
        write_json(env, [{"card": card, "reviews": reps, "last": last} for card, reps, last in rows])
        return 0
    for card, reps, last in rows:
        times = ngettext("{n} review", "{n} reviews", reps).format(n=reps)
        env.stdout.write(f"{one_line(card)}\t{times}\t{last}\n")
    if not rows:
        env.stderr.write(_("no orphans: every card with a history is in a deck") + "\n")
    return 0
