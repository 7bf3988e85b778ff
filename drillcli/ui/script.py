"""A sitting driven by a script: stdin is a pipe or a file, and one line answers one card."""

from drillcli.clock import date_of, iso
from drillcli.config import Environment
from drillcli.errors import UsageError
from drillcli.kinds.base import Front, Verdict
from drillcli.kinds.compare import plain
from drillcli.locale import _
from drillcli.model import MINUTES_PER_DAY, CardState, Rating
from drillcli.sitting import Sitting, Table
from drillcli.visible import visible


def run(sitting: Sitting, env: Environment) -> None:
    """Ask each card on stderr and read its line from stdin, until the cards or the lines end.

    After each answer is on disk, `card-id<TAB>rating<TAB>due` goes to stdout and is flushed.
    Raises UsageError for a line that is no rating where one is needed, or an incomplete response; what was answered
    before it stays.
    """
    if sitting.turn() is None:
        from drillcli.ui import closing  # noqa: PLC0415 a script that has cards to answer needs no page

        env.stderr.write(closing.nothing(sitting, env))
    while table := sitting.turn():
        env.stderr.write(asked(table.card.id, table.front))
        line = env.stdin.readline()
        if not line:
            return
        slug = sitting.exercise
        recorded = sitting.rate(rating(sitting, table, line.strip(), env))
        if slug:
            env.stderr.write(visible(_("exercise: drill exercise {slug}").format(slug=slug)) + "\n")
        due = due_text(recorded.after) if recorded.after else "-"
        env.stdout.write(f"{recorded.entry.card}\t{recorded.entry.rating}\t{due}\n")
        env.stdout.flush()


def rating(sitting: Sitting, table: Table, line: str, env: Environment) -> Rating:
    """Return the rating that a line gives to the card on the table."""
    if sitting.takes_response:
        try:
            env.stderr.write(judged(sitting.respond(line)))
        except UsageError as error:
            raise UsageError(f"{table.card.id}: {error}") from None
        return sitting.suggested
    if line not in {str(int(grade)) for grade in Rating}:
        message = _("{card}: {line!r} is not a rating; write 1 (Again), 2 (Hard), 3 (Good) or 4 (Easy)")
        raise UsageError(message.format(card=table.card.id, line=line))
    return Rating(int(line))


def asked(card_id: str, front: Front) -> str:
    """Return the front of a card in plain text, its options numbered as they are answered."""
    options = "".join(f"  {number}. {plain(option)}\n" for number, option in enumerate(front.options, 1))
    return visible(f"[{card_id}] {plain(front.ask)}\n{options}")


def judged(verdict: Verdict) -> str:
    """Return one line that says whether a response was right, and what would have been."""
    if verdict.right:
        return _("right") + "\n"
    return visible(_("wrong: {expected}").format(expected=verdict.expected)) + "\n"


def due_text(state: CardState) -> str:
    """Return the date on which a card is due, or for one due within the day the local time in ISO 8601."""
    if state.interval >= MINUTES_PER_DAY:
        return date_of(state.due_day).isoformat()
    return iso(state.due_ms or 0, state.at.offset)
