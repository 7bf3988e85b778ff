"""`drill config`: shows and sets the settings, with the origin of each value."""

from drillcli.commands.opening import opened, write_json
from drillcli.config import SETTINGS, Environment, read_setting, write_setting
from drillcli.errors import UsageError
from drillcli.locale import _
from drillcli.store.settings import set_setting
from drillcli.ui.reports import fitting


def run(env: Environment, name: str | None, value: str | None, unset: bool, as_json: bool) -> int:  # noqa: FBT001
    """Show all settings or one; with a value, set it; with `unset`, go back to the default."""
    if name is not None and name not in SETTINGS:
        read_setting(name, "")
    if unset and (name is None or value is not None):
        raise UsageError(_("--unset takes the name of one setting, and no value"))
    with opened(env) as (collection, _decks):
        if name is not None and (unset or value is not None):
            text = None if value is None else write_setting(name, read_setting(name, value))
            set_setting(collection.store, name, text, collection.read_clock())
            return 0
        values, origins = collection.settings, collection.origins
        shown = {n: (write_setting(n, getattr(values, n)), origins[n]) for n in SETTINGS if name in (None, n)}
    if as_json:
        write_json(env, {n: {"value": text, "origin": origin} for n, (text, origin) in shown.items()})
        return 0
    if name is not None:
        env.stdout.write(shown[name][0] + "\n")
        return 0
    origin_words = {"default": _("default"), "collection": _("collection")}
    rows = [
        (n, text or "-", origin_words.get(origin, origin), SETTINGS[n].about()) for n, (text, origin) in shown.items()
    ]
    env.stdout.writelines(f"{line}\n" for line in fitting(rows, env))
    return 0
