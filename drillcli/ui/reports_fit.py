"""The pages of `drill evaluate` and `drill fit`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.text import Text

from drillcli.fitting.results import (
    AVERAGE,
    IN_FORCE,
    LEAST,
    Candidate,
    Difference,
    Evaluation,
    Kept,
    Scores,
    Verdict,
    Workload,
)
from drillcli.locale import _, commas, ngettext
from drillcli.ui import figures
from drillcli.ui.lines import Line, lay
from drillcli.ui.reports import Blocks, heading, percent, table
from drillcli.ui.text import Prose
from drillcli.visible import visible

ROOMY = 64
"""From this width on a table of scores has all its columns."""


class Ending(NamedTuple):
    """What became of a verdict.

    `number` is the parameter set that took over, None where none did; `way_back` the command that undoes it.
    """

    number: int | None
    way_back: str
    decks: Sequence[str]
    desired_retention: float


def evaluation(found: Evaluation, decks: Sequence[str], measure: int) -> Blocks:
    """Return the page of an evaluation."""
    yield heading(_("Evaluation"), _about(decks), measure)
    n = found.without_same_day[AVERAGE].reviews
    text = ngettext(
        "{n} review on a later day than the one before, predicted from what came before it",
        "{n} reviews on a later day than the one before, each predicted from what came before it",
        n,
    )
    yield [*lay(Prose(text.format(n=f"{n:,}")), measure), *_scores(found.without_same_day, measure)]
    n = found.with_same_day[AVERAGE].reviews
    text = ngettext("{n} review, within the day too", "{n} reviews, those within the day too", n)
    yield [*lay(Prose(text.format(n=f"{n:,}")), measure), *_scores(found.with_same_day, measure)]
    yield _legend(measure)


def verdict(found: Verdict, ending: Ending, measure: int) -> Blocks:
    """Return the page of a fit: before and after, the decision with its reason, and how to go back."""
    yield heading(_("Fit"), _about(ending.decks), measure)
    yield lay(Prose(_basis(found)), measure)
    if not found.candidates:
        yield lay(Prose(_too_new(found, ending)), measure)
        return
    yield _scores(found.scores, measure, found.in_force, found.workloads)
    yield _legend(measure)
    yield [line for text in _decision(found, ending) for line in lay(text, measure)]


def sets(rows: Sequence[Kept], measure: int) -> Blocks:
    """Return the page of the parameter sets there are."""
    yield heading(_("Parameter sets"), Text("drill fit --use N", "quiet"), measure)
    if not rows:
        yield lay(Prose(_("No fit has been adopted yet: the defaults are in force.")), measure)
        return
    yield _sets_in_columns(rows, measure) if measure >= ROOMY else _sets_in_lines(rows, measure)
    if any(one.in_force for one in rows):
        yield lay(Text(_("• in force now"), "quiet"), measure)


def _sets_in_columns(rows: Sequence[Kept], measure: int) -> list[Line]:
    heads = ("", _("set"), _("fitted"), _("decks"), _("model"), _("reviews"), _("log loss"))
    cells = [
        (_mark(one), str(one.id), figures.day(one.at), Prose(_decks(one)), model_name(one.model), *_figures(one))
        for one in rows
    ]
    return lay(table(heads, cells, texts=5), measure)


def _sets_in_lines(rows: Sequence[Kept], measure: int) -> list[Line]:
    made = []
    for one in rows:
        title = Text.assemble(_mark(one), f" {one.id}  {figures.day(one.at)}  {model_name(one.model)}")
        reviews, loss = _figures(one)
        said = _("{reviews} reviews, log loss {loss}").format(reviews=reviews, loss=loss)
        made += [*lay(title, measure), *lay(Prose(_decks(one)), measure, 2), *lay(Prose(said), measure, 2)]
    return made


def _mark(one: Kept) -> Text:
    return Text("•" if one.in_force else " ", "accent")


def _decks(one: Kept) -> str:
    return visible(commas(one.decks)) or _("all")


def _figures(one: Kept) -> tuple[str, str]:
    """Return how many reviews a set was fitted to, and its log loss."""
    reviews = "–" if one.reviews is None else f"{one.reviews:,}"
    return reviews, "–" if one.scores is None else f"{one.scores['log_loss']:.4f}"


def model_name(model: str) -> str:
    """Return the name of a memory model as its authors write it: "FSRS-6"."""
    return model.upper().replace("FSRS", "FSRS-")


def name(scored: str) -> str:
    """Return in words under which name something was scored."""
    if scored in {AVERAGE, IN_FORCE}:
        return _("always the average") if scored == AVERAGE else _("the earlier fit")
    model, _dash, kind = scored.partition("-")
    text = _("{model}, fitted") if kind == "fitted" else _("{model}, defaults")
    return text.format(model=model_name(model))


def _about(decks: Sequence[str]) -> Text:
    return Text(visible(commas(decks)) or _("all reviews"), "quiet")


def _scores(
    scores: Mapping[str, Scores], measure: int, in_force: str = "", loads: Mapping[str, Workload] | None = None
) -> list[Line]:
    """Return a row for each name; with `loads` also what each asks for a day, where there is room."""
    heads = ["", _("log loss"), _("RMSE (bins)"), _("AUC")]
    asked = loads if loads and measure >= ROOMY else {}
    if asked:
        heads += [_("reviews a day"), _("minutes")]
    rows: list[tuple[Text | str, ...]] = []
    for scored, one in scores.items():
        title = Text(name(scored), "title" if scored == in_force else "")
        if scored == in_force:
            title.append(" •", "accent")
        auc = "–" if one.auc is None else f"{one.auc:.3f}"
        rows.append((title, f"{one.log_loss:.4f}", f"{one.rmse_bins:.4f}", auc, *_load(asked.get(scored), bool(asked))))
    below = [] if not in_force else lay(Text(_("• in force so far"), "quiet"), measure)
    return [*lay(table(heads, rows), measure), *below]


def _load(load: Workload | None, is_asked: bool) -> tuple[str, ...]:  # noqa: FBT001
    if not is_asked:
        return ()
    if load is None:
        return "", ""
    return f"{load.reviews:.0f}", "–" if load.minutes is None else f"{load.minutes:.0f}"


def _legend(measure: int) -> list[Line]:
    text = _("Log loss and RMSE (bins) are better the lower they are, AUC the higher: 0.5 is chance.")
    return lay(Prose(text, "quiet"), measure)


def _basis(found: Verdict) -> str:
    """Return from how many reviews a fit learned."""
    text = ngettext(
        "{n} review, of which {later} counts: on a later day than the one before, without unusual first waits",
        "{n} reviews, of which {later} count: on a later day than the one before, without unusual first waits",
        found.reviews,
    ).format(n=f"{found.reviews:,}", later=f"{found.later_days:,}")
    if not found.candidates:
        return text + "."
    n = next(iter(found.scores.values())).reviews
    tested = ngettext("tested on {n} that no fit had seen", "tested on {n} that no fit had seen", n)
    return _("{reviews}; {tested}.").format(reviews=text, tested=tested.format(n=f"{n:,}"))


def _too_new(found: Verdict, ending: Ending) -> str:
    more = ngettext("{n} more is needed", "{n} more are needed", LEAST - found.unseen).format(n=LEAST - found.unseen)
    text = _(
        "A new fit is tested on reviews that what is in force was not fitted to. There are {unseen}: {more}. "
        "Until then what is in force stays; `{reset}` would start over."
    )
    reset = " ".join(("drill fit", *ending.decks, "--reset"))
    return text.format(unseen=found.unseen, more=more, reset=visible(reset))


def _decision(found: Verdict, ending: Ending) -> Iterator[Text]:
    """Yield the decision, its reason, what it means for the days to come, and the way back."""
    chosen = found.chosen
    if chosen is None:
        yield Prose(_("Nothing better was found: what is in force stays."), "title")
        for one in found.candidates:
            yield Prose(_not_better(one))
        return
    title = name(chosen.name)
    if ending.number is None:
        yield Prose(_("{name} would take over; without --dry-run it does.").format(name=title), "title")
    else:
        said = _("{name} is in force from now on, as parameter set {number}.")
        yield Prose(said.format(name=title, number=ending.number), "title")
    yield Prose(_better(chosen, found.in_force))
    yield Prose(_change(found.workloads[found.in_force], found.workloads[chosen.name], ending.desired_retention))
    for one in found.candidates:
        if not one.wins:
            yield Prose(_not_better(one))
    if ending.number is not None:
        yield Prose.assemble((_("To go back:") + " ", "quiet"), (visible(ending.way_back), "accent"))


def _better(chosen: Candidate, in_force: str) -> str:
    text = _("It predicts better than what was in force by more than noise: log loss {difference}.")
    return text.format(difference=_spread(chosen.rivals[in_force]))


def _not_better(candidate: Candidate) -> str:
    """Return why a candidate does not take over: the rival that it beats least surely."""
    rival = max(candidate.rivals, key=lambda rival: candidate.rivals[rival].high)
    text = _("{name} is not better than {rival} by more than noise: log loss {difference}.")
    return text.format(name=name(candidate.name), rival=name(rival), difference=_spread(candidate.rivals[rival]))


def _spread(difference: Difference) -> str:
    mean, low, high = (f"{value:+.4f}".replace("-", "−") for value in difference)
    return _("{mean} (95% interval {low} to {high})").format(mean=mean, low=low, high=high)


def _change(before: Workload, after: Workload, desired_retention: float) -> str:
    text = _("At a desired retention of {retention} these cards ask for {after} reviews a day instead of {before}")
    said = text.format(
        retention=percent(desired_retention), after=f"{after.reviews:.1f}", before=f"{before.reviews:.1f}"
    )
    if after.minutes is None or before.minutes is None:
        return said + "."
    minutes = _("{said}, or {after} minutes instead of {before}.")
    return minutes.format(said=said, after=f"{after.minutes:.0f}", before=f"{before.minutes:.0f}")
