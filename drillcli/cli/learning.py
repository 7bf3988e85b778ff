"""The words and options of the commands that a learner uses every day.

The annotations are text until Typer reads them, so that a line which needs no parser does not load one.
"""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

from drillcli.cli.call import Call
from drillcli.cli.declare import deck_words, flag, force_flag, json_flag, late, value, words
from drillcli.config import number, whole
from drillcli.locale import _


def home(*, as_json: Annotated[bool, json_flag()] = False) -> Call:
    """Show what is due and what to do next."""
    return Call("home", (as_json,))


def study(
    decks: Annotated[list[str] | None, deck_words()] = None,
    *,
    new: Annotated[int | None, value("--new", "N", whole(0, 9999), _("New cards at most."))] = None,
    limit: Annotated[int | None, value("--limit", "N", whole(1, 99999), _("Stop after N answers."))] = None,
    minutes: Annotated[float | None, value("--minutes", "N", number(0.1, 1440), _("Stop after N minutes."))] = None,
    tag: Annotated[str | None, value("--tag", "T", str, _("Only cards with this tag."), "tags")] = None,
    typed: Annotated[bool, flag("--type", _("Type the answers."))] = False,
    cram: Annotated[bool, flag("--cram", _("Practise; the schedule stays as it is."))] = False,
    ahead: Annotated[int | None, value("--ahead", "DAYS", whole(0, 36500), _("Also what is due within DAYS."))] = None,
    seed: Annotated[
        int | None, value("--seed", "N", whole(0, 2**63), _("The same N gives the same order again."))
    ] = None,
) -> Call:
    """Study what is due, then new cards."""
    options = import_module("drillcli.plan").StudyOptions(
        new=new, limit=limit, minutes=minutes, tag=tag, typed=typed, cram=cram, ahead=ahead or 0, seed=seed
    )
    return Call("study", (decks or [], options))


def due(
    decks: Annotated[list[str] | None, deck_words()] = None,
    *,
    prompt: Annotated[bool, flag("--prompt", _("One line on what to do next, if anything."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Count what is due; quick enough for a shell prompt."""
    return Call("due", (decks or [], as_json, prompt))


def exercise(
    name: Annotated[str | None, words("[NAME]", _("The exercise; a list of them when left out."), "exercises")] = None,
    *,
    device: Annotated[
        Any, value("--device", "D", late("device"), _("auto, cpu, cuda, cuda:1, mps or xpu."), "devices")
    ] = None,
    epochs: Annotated[Any, value("--epochs", "N", whole(1, 99999), _("Times through the data."))] = None,
    batch: Annotated[Any, value("--batch-size", "N", whole(1, 2**24), _("Samples in each step."))] = None,
    precision: Annotated[
        Any, value("--precision", "P", late("precision"), _("fp32, tf32, bf16 or fp16."), "precisions")
    ] = None,
    compiled: Annotated[bool, flag("--compile", _("Use torch.compile."))] = False,
    seed: Annotated[
        Any, value("--seed", "N", whole(0, 2**31), _("Seed of all that is random; 0 when left out."))
    ] = None,
    repeat: Annotated[Any, value("--repeat", "N", whole(1, 100), _("Run N times, each with the next seed."))] = None,
    threads: Annotated[Any, value("--threads", "N", whole(1, 1024), _("Threads of the processor."))] = None,
    devices: Annotated[Any, value("--devices", "N", whole(1, 1024), _("Share the work among N processes."))] = None,
    data: Annotated[Any, value("--data", "NAME|DIR", str, _("Another data set."), "files")] = None,
    compare: Annotated[Any, value("--compare", "D,D", late("devices"), _("Run on each of these devices."))] = None,
    baseline: Annotated[
        Any, value("--baseline", "RUN", whole(1, 2**62), _("Compare with an earlier run, by its number."))
    ] = None,
    save: Annotated[
        Any, value("--save", "FILE", late("saved"), _("Save the report (.json) or weights (.pt)."), "files")
    ] = None,
    force: Annotated[bool, force_flag()] = False,
    time_limit: Annotated[
        Any, value("--time-limit", "TIME", late("time_limit"), _("Stop after 90s, 10m or 2h; 1h if left out."))
    ] = None,
    quick: Annotated[bool, flag("--quick", _("A trial of seconds: less data, no targets."))] = False,
    show: Annotated[bool, flag("--show", _("Show the source of the program, and what it puts right."))] = False,
    history: Annotated[bool, flag("--history", _("Show its earlier runs, with their numbers."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Train, time and report one of the programs."""
    options = import_module("drillcli.harness.options").Options.given(
        device=device, epochs=epochs, batch=batch, precision=precision, compile=compiled, seed=seed, repeat=repeat,
        threads=threads, devices=devices, data=data, compare=compare, baseline=baseline, save=save, force=force,
        time_limit=time_limit, quick=quick, show=show, history=history, as_json=as_json,
    )  # fmt: skip
    return Call("exercise", (name, options))


def exam(
    deck_and_date: Annotated[
        list[str] | None, words("[DECK... DATE]", _("Decks, then the date: 2026-12-15, 12-15 or 30d."), "decks")
    ] = None,
    *,
    minutes: Annotated[
        float | None, value("--minutes", "N", number(1, 1440), _("Minutes a day at most; 20 when left out."))
    ] = None,
    cancel: Annotated[
        str | None, value("--cancel", "N|DECK", str, _("Cancel exam N of the list, or the only one on DECK."))
    ] = None,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Plan toward a date, or show the exams ahead."""
    return Call("exam", (deck_and_date or [], minutes, cancel, as_json))
