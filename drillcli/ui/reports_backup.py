"""The page of `drill restore`: the backups there are."""

from collections.abc import Sequence

from rich.text import Text

from drillcli.clock import at, iso
from drillcli.locale import _, ngettext
from drillcli.store.backup import Contents
from drillcli.store.thinning import Backup
from drillcli.ui.figures import number, scaled
from drillcli.ui.lines import lay
from drillcli.ui.reports import Blocks, facts, table
from drillcli.ui.text import Prose

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000


def listing(rows: Sequence[tuple[Backup, Contents]], now_ms: int, measure: int) -> Blocks:
    """Return the page of the backups there are."""
    if not rows:
        yield lay(Prose(_("There is no backup yet. drill makes one a day; `drill backup` makes one now.")), measure)
        return
    heads = ("", _("age"), _("time"), _("why"), _("state"), _("reviews"), _("size"))
    cells = [_cells(place, backup, found, now_ms) for place, (backup, found) in enumerate(rows, 1)]
    yield lay(table(heads, cells, texts=5), measure)
    faults = ((str(place), found.fault) for place, (_backup, found) in enumerate(rows, 1) if found.fault)
    yield facts(faults, measure)
    yield lay(Prose(_("`drill restore NUMBER` goes back to one; what it replaces is kept."), "quiet"), measure)


def _cells(place: int, backup: Backup, found: Contents, now_ms: int) -> tuple[Text, ...]:
    local = iso(backup.at_ms, at(backup.at_ms).offset)
    state = Text(_("whole")) if found.fault is None else Text(_("unusable"), "bad")
    return (
        Text(str(place)),
        Text(age(now_ms - backup.at_ms)),
        Text(local[:16].replace("T", " "), "quiet"),
        Text(reason(backup.reason)),
        state,
        Text(number(found.reviews)),
        Text(scaled(found.size, "B")),
    )


def age(ms: int) -> str:
    """Return how long ago something was, in words; what lies ahead of the clock says so."""
    if ms < -MINUTE_MS:
        return _("later than now")
    if ms < MINUTE_MS:
        return _("just now")
    if ms < HOUR_MS:
        return ngettext("{n} minute ago", "{n} minutes ago", ms // MINUTE_MS).format(n=ms // MINUTE_MS)
    if ms < DAY_MS:
        return ngettext("{n} hour ago", "{n} hours ago", ms // HOUR_MS).format(n=ms // HOUR_MS)
    return ngettext("{n} day ago", "{n} days ago", ms // DAY_MS).format(n=ms // DAY_MS)


def reason(name: str) -> str:
    """Return why a backup was made, in words."""
    return {
        "daily": _("daily"),
        "by-hand": _("by hand"),
        "before-migration": _("before a new format"),
        "before-restore": _("before a restore"),
        "before-import": _("before an import"),
        "before-fit": _("before a fit"),
        "before-fix": _("before mending"),
        "before-sync": _("before a sync"),
    }[name]
