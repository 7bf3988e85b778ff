"""`drill undo`: takes back the last act."""

from contextlib import closing

from drillcli.commands.opening import opened
from drillcli.config import DATABASE, Environment
from drillcli.errors import StoreError
from drillcli.locale import _
from drillcli.model import FORGET, Rating
from drillcli.store import log
from drillcli.store.database import open_database, readable
from drillcli.store.history import ActKind, Key
from drillcli.store.store import THIS_DEVICE, Undone
from drillcli.ui.words import grade_names
from drillcli.visible import one_line


def run(env: Environment, card: str | None) -> int:
    """Take back the last answer or act, of one card when given, and say on stderr what it was."""
    key = None if card else newest(env)
    with opened(env) as (collection, _decks):
        undone = collection.store.undo(collection.now, key=key, card_id=card)
        text = _("taken back: {what} of {card}").format(what=name(undone), card=undone.card)
        env.stderr.write(one_line(text) + "\n")
    return 0


def newest(env: Environment) -> Key:
    """Return the key of the last act before this command: opening may hand a history over, which is not meant.

    Raises StoreError when there is nothing to take back.
    """
    path = env.home / DATABASE
    with closing(open_database(path)) as connection, readable(path):
        key = log.last_key(connection, THIS_DEVICE, None)
    if key is None:
        raise StoreError(_("there is nothing to take back"))
    return key


def name(undone: Undone) -> str:
    """Return the word for what was taken back."""
    if undone.kind is None:
        return _("forget") if undone.rating == FORGET else grade_names()[Rating(undone.rating or 0)]
    return {
        ActKind.SUSPEND: _("suspend"),
        ActKind.UNSUSPEND: _("unsuspend"),
        ActKind.BURY: _("bury"),
        ActKind.FLAG: _("flag"),
        ActKind.UNFLAG: _("unflag"),
        ActKind.TAKE_OVER: _("taking over a history"),
        ActKind.UNDO: _("undo"),
    }[undone.kind]
