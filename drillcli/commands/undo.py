"""`drill undo`: takes back the last act."""

from drillcli.commands.opening import opened
from drillcli.config import Environment
from drillcli.locale import _
from drillcli.model import FORGET, Rating
from drillcli.store.history import ActKind
from drillcli.store.store import Undone


def run(env: Environment, card: str | None) -> int:
    """Take back the last answer or act, of one card when given, and say on stderr what it was."""
    with opened(env) as (collection, _decks):
        undone = collection.store.undo(collection.now, card_id=card)
        env.stderr.write(_("taken back: {what} of {card}").format(what=name(undone), card=undone.card) + "\n")
    return 0


def name(undone: Undone) -> str:
    """Return the word for what was taken back."""
    if undone.kind is None:
        return _("forget") if undone.rating == FORGET else Rating(undone.rating or 0).name.capitalize()
    return {
        ActKind.SUSPEND: _("suspend"),
        ActKind.UNSUSPEND: _("unsuspend"),
        ActKind.BURY: _("bury"),
        ActKind.FLAG: _("flag"),
        ActKind.UNFLAG: _("unflag"),
        ActKind.TAKE_OVER: _("taking over a history"),
        ActKind.UNDO: _("undo"),
    }[undone.kind]
