"""`drill bury`: hides cards until the next study day."""

from collections.abc import Sequence

from drillcli.commands.marking import mark
from drillcli.config import Environment
from drillcli.locale import _
from drillcli.store.history import ActKind


def run(env: Environment, cards: Sequence[str]) -> int:
    """Mark the cards; undoable."""
    return mark(
        env, cards, ActKind.BURY, _("hidden until the next study day: {card}"), _("it was hidden already: {card}")
    )
