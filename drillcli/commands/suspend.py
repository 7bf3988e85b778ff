"""`drill suspend`: hides cards until they are unsuspended."""

from collections.abc import Sequence

from drillcli.commands.marking import mark
from drillcli.config import Environment
from drillcli.locale import _
from drillcli.store.history import ActKind


def run(env: Environment, cards: Sequence[str]) -> int:
    """Mark the cards; undoable."""
    return mark(env, cards, ActKind.SUSPEND, _("suspended: {card}"), _("it was suspended already: {card}"))
