"""`drill stats`: how you are doing."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from drillcli.clock import iso
from drillcli.collection import Collection
from drillcli.commands.opening import opened, write_json
from drillcli.commands.since import first_day
from drillcli.commands.stats_json import to_json
from drillcli.commands.target import check_target
from drillcli.config import Environment
from drillcli.deckfile.suggest import nearest
from drillcli.deckfile.write import replace_file
from drillcli.errors import DrillError, UsageError
from drillcli.kinds import kind
from drillcli.locale import _, commas
from drillcli.locale.reasons import reason_of
from drillcli.scheduler import MemoryModel, Stored
from drillcli.stats.hardest import HardCard
from drillcli.stats.memory import remembered
from drillcli.stats.report import BLOCKS, Facts, Practice, Report, report
from drillcli.store import runs, statistics
from drillcli.store.reviews import Raw, raw
from drillcli.store.statistics import Among, Lapsed

HARDEST = 10
"""How many of the hardest cards are told of."""

EVERY = -1
"""No limit, as SQLite has it."""


class StatsOptions(NamedTuple):
    """What is reported, and as what.

    Only cards with a `tag`; only answers from a day on, `since` as it was written; `only` one of the `BLOCKS`; the log
    as CSV; the page as a picture in the file `svg`, with `force` over one that is there.
    """

    tag: str | None = None
    since: str | None = None
    only: str | None = None
    as_csv: bool = False
    svg: Path | None = None
    force: bool = False


PLAIN = StatsOptions()


def run(env: Environment, words: Sequence[str], as_json: bool, options: StatsOptions = PLAIN) -> int:  # noqa: FBT001
    """Report on the decks named, else on everything ever answered. Undone answers and cram are left out.

    As JSON: {day, decks, tag, since, reviews, days_studied, streak, longest_streak,
    today: {answers, took_ms, first_try: RECALL, introduced},
    cards: {new, learning, young, mature, relearning, suspended, total},
    retention: {today, last_7_days, last_30_days, all_time: AGES, by_day, by_week, by_month: [{first, last, …AGES}]},
    forecast: {backlog, days: [{date, due}]},
    calibration: {predicted, actual: RECALL, rmse, bins: [{from, to, predicted, …RECALL}]},
    heatmap: {first, answers: [n]},
    intervals, stability, difficulty, recall, times: {total, sum, mean, quartiles: [3] or null, bins: [{from, to, n}]},
    hours: [{hour, answers, recall: RECALL}],
    hardest: {leeches, cards: [{card, text, lapses, difficulty, recall, answers, again, leech, suspended}]},
    exercises: [{exercise, runs, last, best}]}.

    RECALL is {answers, recalled, share: 0 to 1, or null}; AGES is {young, mature, total: RECALL}. It counts the first
    answer of a study day to each card in review; mature is from 21 days of interval on. Dates are study days; `tag`
    and `since` are null where none was given. The first day of the forecast is today, with the backlog: reviews due
    before. `rmse` weighs each bin by its answers. The heatmap has a number a day from its `first`, a Monday, to today.
    A bin goes up to `to`, null where it is open. `intervals` and `stability` (until recall falls to 90 %) are days,
    `times` seconds with estimated quartiles, `recall` is now, so its `sum` is how many cards are expected to be known.
    `exercises` are those run here, with decks named only those that their cards name; `best` is as in the list of
    `drill exercise --json`, null where no run met its targets.

    With `only`, {only: …}; for "today" also reviews, days_studied, streak and longest_streak. `since` limits what is
    told of answers, save the streaks. As CSV: the columns of `drillcli.store.reviews.Raw`.
    Raises UsageError for options that make no sense, DrillError where the picture cannot be written, or is there.
    """
    check(options, as_json=as_json)
    with opened(env, words) as (collection, decks):
        if options.svg:
            check_target(env.cwd / options.svg, options.svg, force=options.force)
        slugs = [deck.slug for deck in decks]
        first = None if options.since is None else first_day(options.since, collection.now.day)
        if options.as_csv:
            return write_csv(env, collection, slugs, first, options.tag, named=bool(words))
        found = gathered(collection, slugs, named=bool(words), tag=options.tag, since=first)
    if as_json:
        write_json(env, to_json(found, options.only))
        return 0
    from drillcli.ui import reports, reports_stats  # noqa: PLC0415 JSON needs no rich

    if options.svg:
        save(env.cwd / options.svg, reports_stats.picture(found, options.only))
    else:
        reports.write(env, lambda measure: reports_stats.stats(found, measure, options.only))
    return 0


def check(options: StatsOptions, *, as_json: bool) -> None:
    """Raise UsageError for a block that is not there, and for two ways to write at once."""
    if options.only is not None and options.only not in BLOCKS:
        near = nearest(options.only, BLOCKS)
        remedy = _("did you mean {near}?").format(near=near) if near else _("the blocks are {names}")
        text = _("there is no block {name!r}; {remedy}")
        raise UsageError(text.format(name=options.only, remedy=remedy.format(names=commas(BLOCKS))))
    if as_json + options.as_csv + (options.svg is not None) > 1:
        raise UsageError(_("--json, --csv and --svg exclude each other: leave out all but one"))
    if options.as_csv and options.only is not None:
        raise UsageError(_("--csv prints the log, which has no blocks: leave --only out"))


def gathered(
    collection: Collection, slugs: list[str], *, named: bool, tag: str | None = None, since: int | None = None
) -> Report:
    """Return the report on the decks; unless they were `named`, answers in decks that are gone count too."""
    store, limit = collection.store, since or 0
    among = statistics.of_decks(store, slugs)
    if tag is None:
        answers = statistics.answers(store, among.slugs if named else None, limit)
    else:
        among = among._replace(cards=tagged(collection, slugs, tag))
        answers = statistics.replayed(store, among, limit)
    facts = Facts(
        *answers,
        statistics.load(store, among),
        remembered(by_model(collection, slugs, among), collection.now),
        *hardest(collection, among),
        practised(collection, slugs if named else None),
    )
    return report(collection.now.day, slugs if named else [], tag, since, facts)


def tagged(collection: Collection, slugs: Sequence[str], tag: str) -> list[int]:
    """Return the rows of the cards of some decks that have a tag; raises UsageError when none has."""
    notes = {slug: collection.index.tagged(slug, tag) for slug in slugs}
    if not any(notes.values()):
        raise UsageError(_("no card has the tag {tag}").format(tag=tag))
    return [row for slug in slugs for row in statistics.with_notes(collection.store, slug, notes[slug])]


def by_model(
    collection: Collection, slugs: Sequence[str], among: Among
) -> Iterator[tuple[MemoryModel, Iterator[Stored]]]:
    """Yield each memory model with the memories that it made of the cards `among` those of some decks."""
    store, own = collection.store, collection.own
    shared = among._replace(slugs=[slug for slug in slugs if slug not in own]) if own else among
    yield collection.scheduler.model, statistics.memories(store, shared)
    for slug in set(slugs) & set(own):
        yield own[slug].model, statistics.memories(store, among._replace(slugs=[slug]))


def hardest(collection: Collection, among: Among) -> tuple[list[HardCard], int]:
    """Return the cards that were forgotten most often, and how many leeches there are."""
    store, threshold = collection.store, collection.settings.leech_lapses
    leeches = statistics.lapsed(store, among, threshold, EVERY) if threshold else []
    rows = leeches[:HARDEST] if len(leeches) >= HARDEST else statistics.lapsed(store, among, 1, HARDEST)
    return [hard(collection, lapsed) for row in rows if (lapsed := statistics.told(store, row))], len(leeches)


def hard(collection: Collection, lapsed: Lapsed) -> HardCard:
    """Return what is told of a card that was forgotten."""
    threshold = collection.settings.leech_lapses
    scheduler = collection.scheduler_of(lapsed.id)
    return HardCard(
        lapsed.id,
        text_of(collection, lapsed.id),
        lapsed.state.lapses,
        scheduler.model.difficulty(lapsed.state.memory),
        scheduler.retrievability(lapsed.state, collection.now),
        lapsed.answers,
        lapsed.again,
        is_leech=0 < threshold <= lapsed.state.lapses,
        is_suspended=lapsed.is_suspended,
    )


def text_of(collection: Collection, card_id: str) -> str:
    """Return what a card asks, in the learner's language."""
    card = collection.index.card(card_id)
    return kind(card.note).front(card, collection.lang, Random(0)).ask if card else ""  # noqa: S311 shuffles options


def practised(collection: Collection, slugs: list[str] | None) -> list[Practice]:
    """Return the exercises that were run here; only those that cards of some decks name, when these are given."""
    store = collection.store
    tallies = runs.tallies(store)
    named = tallies if slugs is None or not tallies else collection.index.exercises(slugs)
    return [
        Practice(exercise, n, iso(at, offset), runs.best(store, exercise))
        for exercise, (n, at, offset) in tallies.items()
        if exercise in named
    ]


def write_csv(
    env: Environment, collection: Collection, slugs: list[str], since: int | None, tag: str | None, *, named: bool
) -> int:
    """Write the log to stdout as CSV, one line a review that counts, under a line of names."""
    kept = None
    if tag is not None:
        kept = statistics.ids(collection.store, tagged(collection, slugs, tag))
    rows = raw(collection.store, slugs if named else None, since or 0)
    writer = csv.writer(env.stdout, lineterminator="\n")
    writer.writerow(Raw._fields)
    writer.writerows(row for row in rows if kept is None or row.card in kept)
    return 0


def save(path: Path, picture: str) -> None:
    """Write a picture whole or not at all; raises DrillError where it cannot be."""
    try:
        replace_file(path, [picture])
    except OSError as error:
        text = _("the picture cannot be written to {path}: {reason}")
        raise DrillError(text.format(path=path, reason=reason_of(error))) from None
