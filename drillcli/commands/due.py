"""`drill due`: counts, quickly; for shell prompts and status bars."""

from collections.abc import Container, Mapping, Sequence

from drillcli import agenda
from drillcli.clock import date_of
from drillcli.collection import Collection
from drillcli.commands.opening import opened, write_json
from drillcli.config import Environment
from drillcli.errors import UsageError
from drillcli.locale import _
from drillcli.store.queue import Counts


def run(env: Environment, words: Sequence[str], as_json: bool, as_prompt: bool = False) -> int:  # noqa: FBT001, FBT002
    """Print how many cards may be asked in each deck; the exit code is 0 whatever the counts.

    Those in learning come later today.

    `as_prompt` asks for one line on what `drill study` would ask next, and for none when that is nothing: cards that
    are due; else those that come again so soon that they are asked early; else new ones.

    As JSON: {day, decks: [{deck, due, new, learning}], total: {due, new, learning}}. Of a deck with an exam ahead
    those count that its plan asks today, `new` too.
    """
    if as_json and as_prompt:
        raise UsageError(_("take either --json or --prompt"))
    with opened(env, words) as (collection, decks):
        courses = agenda.toward(collection)
        counts = agenda.counts(collection, courses)
        if as_prompt:
            env.stdout.write(prompt(collection, [deck.slug for deck in decks], counts, courses))
            return 0
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


def prompt(collection: Collection, slugs: Container[str], counts: Mapping[str, Counts], courses: Container[str]) -> str:
    """Return the line that a shell prompt shows; "" when nothing is to be done now."""
    from drillcli.commands import decks, home  # noqa: PLC0415 the counts alone need neither

    rows = [row for row in decks.standings(collection, counts) if row.deck in slugs]
    step = home.step_of(collection, rows, courses)
    if not step.command:
        return ""
    texts = {"due": _("{n} due: {command}"), "again": _("{n} again: {command}"), "new": _("{n} new: {command}")}
    return texts[step.reason.value].format(n=step.count, command=step.command) + "\n"
