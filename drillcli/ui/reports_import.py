"""The page of `drill import`: what came over, into which decks, and what did not, with the reasons."""

from collections.abc import Iterator

from rich.text import Text

from drillcli.clock import date_of
from drillcli.importers.deliver_tally import DeckDone, Delivered, Left
from drillcli.locale import _, aside, commas, labelled, ngettext
from drillcli.ui.ledger import Row, ledger, row
from drillcli.ui.lines import Line, lay
from drillcli.ui.reports import Blocks, heading
from drillcli.ui.text import Prose
from drillcli.visible import visible

MOST_DECKS = 20
"""So many decks are told one by one."""
MOST_REASONS = 20
"""So many reasons are, too."""


def page(file: str, done: Delivered, measure: int, *, dry_run: bool) -> Blocks:
    """Return the page of an import of `file` that was done, or with `dry_run` tried."""
    mode = _("a trial: nothing was written") if dry_run else ""
    yield heading(file, Text(mode, "quiet"), measure)
    yield from ledger([[row(label, *parts) for label, parts in _counts(done)]], measure)
    yield from ledger([list(_decks(done.decks))], measure)
    if done.left_out:
        yield [
            *lay(Text(_("Did not come over"), "title"), measure),
            *(line for left in done.left_out[:MOST_REASONS] for line in _left(left, measure)),
            *lay(_more(done.left_out[MOST_REASONS:]), measure, 2),
        ]


def _counts(done: Delivered) -> Iterator[tuple[str, list[str]]]:
    yield (
        _("notes"),
        [
            text.format(n=f"{n:,}")
            for n, text in (
                (done.new, _("{n} added")),
                (done.updated, _("{n} updated")),
                (done.restored, _("{n} written again: their deck file was gone")),
                (done.same, _("{n} as they were")),
                (done.edited, _("{n} edited by you")),
                (done.kept, _("{n} changed by you and in the source")),
                (done.removed, _("{n} taken out by you")),
            )
            if n
        ]
        or [_("none")],
    )
    marks = (
        (done.suspended, _("{n} suspended")),
        (done.buried, _("{n} buried today")),
        (done.flagged, _("{n} flagged")),
    )
    new = [_("{n} added").format(n=f"{done.cards:,}")] if done.cards else []
    yield _("cards"), new + [text.format(n=f"{n:,}") for n, text in marks if n]
    yield _("reviews"), list(_reviews(done))
    yield _("media"), [ngettext("{n} file", "{n} files", done.media).format(n=f"{done.media:,}")] if done.media else []


def _reviews(done: Delivered) -> Iterator[str]:
    if done.reviews:
        yield _("{n} added").format(n=f"{done.reviews:,}")
    if done.known:
        yield _("{n} known already").format(n=f"{done.known:,}")
    if done.first_day is not None and done.last_day is not None:
        yield _("{first} to {last}").format(first=date_of(done.first_day), last=date_of(done.last_day))


def _decks(decks: list[DeckDone]) -> Iterator[Row]:
    for deck in decks[:MOST_DECKS]:
        counts = [_("{n} added").format(n=f"{deck.new:,}")] if deck.new else []
        counts += [_("{n} updated").format(n=f"{deck.updated:,}")] if deck.updated else []
        yield row(deck.slug, *counts, Text(visible(str(deck.path)), "quiet"))
    more = len(decks) - MOST_DECKS
    if more > 0:
        yield row("", ngettext("and {n} more deck", "and {n} more decks", more).format(n=f"{more:,}"))


def _left(left: Left, measure: int) -> list[Line]:
    text = _WHAT[left.what](left.count) if left.what in _WHAT else f"{{n}} {left.what}"
    what = text.format(n=f"{left.count:,}")
    line = Prose(visible(labelled(what, left.why)))
    if left.examples:
        shown = commas([*left.examples, *(["…"] if left.count > len(left.examples) else [])])
        line.append_text(Text(aside(visible(shown)), "quiet"))
    return lay(line, measure, 2)


def _more(left: list[Left]) -> Text:
    n = sum(one.count for one in left)
    text = ngettext("and {n} more; --json names the reasons", "and {n} more; --json names the reasons", n)
    return Text(text.format(n=f"{n:,}") if n else "", "quiet")


_WHAT = {
    "note": lambda n: ngettext("{n} note", "{n} notes", n),
    "text": lambda n: ngettext("{n} text", "{n} texts", n),
    "card": lambda n: ngettext("{n} card", "{n} cards", n),
    "review": lambda n: ngettext("{n} review", "{n} reviews", n),
    "medium": lambda n: ngettext("{n} medium", "{n} media", n),
    "heading": lambda n: ngettext("{n} heading", "{n} headings", n),
    "history": lambda n: ngettext("{n} history", "{n} histories", n),
    "column": lambda n: ngettext("{n} column", "{n} columns", n),
    "character": lambda n: ngettext("{n} character", "{n} characters", n),
    "tag": lambda n: ngettext("{n} tag", "{n} tags", n),
    "remark": lambda n: ngettext("{n} remark", "{n} remarks", n),
    "markup": lambda n: ngettext("{n} piece of markup", "{n} pieces of markup", n),
}
"""What `LeftOut.what` counts, in the user's language."""
