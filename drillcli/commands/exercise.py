"""`drill exercise`: the training programs; one of them run, measured and reported, shown, or looked back on."""

from collections.abc import Mapping
from typing import Any

from drillcli.commands import training
from drillcli.commands.logbook import Logbook, opened_logbook
from drillcli.commands.opening import write_json
from drillcli.config import Environment
from drillcli.harness import catalogue
from drillcli.harness.catalogue import Program
from drillcli.harness.options import Options, check
from drillcli.harness.record import Record
from drillcli.model import in_language
from drillcli.store import runs

HISTORY = 200
"""How many runs `--history` goes back."""


def run(env: Environment, name: str | None, options: Options) -> int:
    """List the programs without a name, else do with one what the options say; `training.run` has the exit codes.

    As JSON the list is an object by name: {title, teaches, source, needs, missing, install, seconds, epochs, batch,
    metrics, data, targets, best}. `title` and `teaches` are in the learner's language; `install` is the line that
    installs what is `missing`; `seconds` is a full run on two CPU cores; `data` maps each data set to its targets,
    `targets` are those of the default one; `best` is the run here that met its targets in the least time:
    {id, at, device, metric, value, seconds, step_ms, samples_per_s}, or null.

    With `--show`: {slug, path, title, teaches, source, mended, code}. With `--history`: a list of reports, the oldest
    first. Otherwise one report, or a list of them for `--compare` and `--repeat`: see `harness/record.py`.
    """
    check(name, options)
    if training.rank(env):  # not the first of torchrun's processes: that one speaks for all
        if name is None or options.show or options.history:
            return 0
        return training.follow(env, catalogue.find(name), options)
    with opened_logbook(env) as logbook:
        if name is None:
            return everything(env, logbook, options)
        program = catalogue.find(name)
        if options.show:
            return source(env, logbook, program, options)
        if options.history:
            return history(env, logbook, program, options)
        return training.run(env, logbook, program, options)


def everything(env: Environment, logbook: Logbook, options: Options) -> int:
    """List the programs there are."""
    programs = catalogue.programs()
    found = {program.slug: runs.best(logbook.store, program.slug) for program in programs}
    best = {slug: report for slug, report in found.items() if report is not None}
    if options.as_json:
        write_json(env, {p.slug: to_json(p, best.get(p.slug), logbook.lang) for p in programs})
        return 0
    from drillcli.ui import reports, reports_exercise  # noqa: PLC0415 JSON needs no rich

    reports.write(env, lambda measure: reports_exercise.catalogue(programs, best, measure))
    return 0


def source(env: Environment, logbook: Logbook, program: Program, options: Options) -> int:
    """Show a program's source, and what it mended of the document's."""
    if options.as_json:
        texts = {key: in_language(getattr(program, key), logbook.lang) for key in ("title", "teaches")}
        mended = [{"erratum": item["erratum"], "text": in_language(item, logbook.lang)} for item in program.mended]
        about = {"slug": program.slug, "path": str(program.path), **texts, "source": program.source}
        write_json(env, {**about, "mended": mended, "code": program.code})
        return 0
    from drillcli.ui import reports, reports_exercise  # noqa: PLC0415 JSON needs no rich

    reports.write(env, lambda measure: reports_exercise.source(program, measure))
    return 0


def history(env: Environment, logbook: Logbook, program: Program, options: Options) -> int:
    """Show the runs of a program here, the oldest first."""
    rows = runs.latest(logbook.store, program.slug, HISTORY)
    if options.as_json:
        write_json(env, rows)
        return 0
    from drillcli.ui import reports, reports_exercise  # noqa: PLC0415 JSON needs no rich

    reports.write(env, lambda measure: reports_exercise.history(rows, measure))
    return 0


def to_json(program: Program, best: Record | None, lang: str) -> dict[str, Any]:
    """Return what the catalogue says of a program as plain values."""
    missing = program.missing
    return {
        "title": in_language(program.title, lang),
        "teaches": in_language(program.teaches, lang),
        "source": program.source,
        "needs": list(program.needs),
        "missing": missing,
        "install": catalogue.install(missing) or None,
        "seconds": program.seconds,
        "epochs": program.epochs,
        "batch": program.batch,
        "metrics": dict(program.metrics),
        "data": {name: dict(targets) for name, targets in program.data.items()},
        "targets": dict(next(iter(program.data.values()))),
        "best": best_json(best) if best else None,
    }


def best_json(best: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the catalogue says of a program's best run."""
    return {
        "id": best["id"],
        "at": best["at"],
        "device": best["device"]["name"],
        "metric": best["quality"]["metric"],
        "value": best["quality"]["value"],
        "seconds": best["time_s"]["train"],
        "step_ms": best["step_ms"]["median"],
        "samples_per_s": best["samples_per_s"],
    }
