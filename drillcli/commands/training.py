"""Running a training program: each run in a child process, its report kept and shown, whatever becomes of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from drillcli.clock import iso
from drillcli.commands.logbook import Logbook
from drillcli.commands.opening import write_json
from drillcli.commands.target import check_target
from drillcli.config import Environment
from drillcli.errors import DrillError, ExitCode, StoreError, UsageError
from drillcli.harness import options as words
from drillcli.harness import runner
from drillcli.harness.catalogue import Program
from drillcli.harness.compare import Comparison, compared
from drillcli.harness.ending import Ending, ending
from drillcli.harness.options import Options
from drillcli.harness.record import FAILED, Record, filing
from drillcli.harness.runner import Outcome, Progress
from drillcli.locale import _, commas
from drillcli.model import Moment
from drillcli.store import runs

WEEK_MS = 7 * 86_400_000
"""How long a run takes over the settings that an earlier one chose."""

ALIKE = 50
"""How many comparable runs tell the spread of the quality."""


@dataclass(frozen=True, slots=True)
class Task:
    """A program and what is asked of it; `data` is the name of a data set or a path."""

    env: Environment
    program: Program
    options: Options
    data: str


class Kept(NamedTuple):
    """A run that has ended and is on disk, and how it stands beside earlier ones."""

    ended: Ending
    comparison: Comparison


def rank(env: Environment) -> int | None:
    """Return which of torchrun's processes this one is; None when torchrun did not start it."""
    number = env.variables.get("RANK", "")
    return int(number) if "WORLD_SIZE" in env.variables and number.isdecimal() else None


def task(env: Environment, program: Program, options: Options) -> Task:
    """Return what is to be run; raises DrillError, with the remedy, where it cannot be."""
    if program.missing:
        text = _("{slug} needs {names}; install what is missing with: {line}")
        names = commas(program.missing)
        raise DrillError(text.format(slug=program.slug, names=names, line=program.remedy))
    under_torchrun = rank(env) is not None
    if under_torchrun and options.devices:
        raise UsageError(_("torchrun has started the processes: leave --devices out"))
    if options.save:
        check_target(env.cwd / options.save, options.save, force=options.force)
    options = replace(options, devices=words.processes(options, program, under_torchrun=under_torchrun))
    return Task(env, program, options, words.data(options, program, env.cwd))


def run(env: Environment, logbook: Logbook, program: Program, options: Options) -> int:
    """Run a program as often as asked; keep each report at once, show them in the end.

    The exit code is 0 when all is well, 3 when a quality target was missed, 130 when interrupted (the report is
    partial). Raises DrillError for what stands in the way, for a run that fails or reaches its time limit.
    """
    asked = task(env, program, options)
    baseline = chosen(logbook, program, options)
    done: list[Kept] = []
    for device, seed in options.jobs:
        done.append(attempt(asked, logbook, device, seed, baseline))
        if done[-1].ended.code not in {ExitCode.DONE, ExitCode.CHECK_FAILED}:
            break
    show(env, options, done)
    if done[-1].ended.error:
        raise done[-1].ended.error
    return max(kept.ended.code for kept in done)


def follow(env: Environment, program: Program, options: Options) -> int:
    """Run the child of a process that torchrun started beside the first one: no report, no words."""
    device, seed = options.jobs[0]
    outcome = launch(task(env, program, options), device, seed, {"tuned": None}, env.read_clock(0), lambda _event: None)
    return ExitCode.DONE if outcome == Outcome(None, None, "") else ending(outcome, program.slug).code


def chosen(logbook: Logbook, program: Program, options: Options) -> Record | None:
    """Return the run that `--baseline` names; raises DrillError when there is none of this program."""
    if options.baseline is None:
        return None
    found = runs.get(logbook.store, options.baseline)
    if found is None or found["exercise"] != program.slug:
        text = _("no run {number} of {slug}; `drill exercise {slug} --history` lists them")
        raise DrillError(text.format(number=options.baseline, slug=program.slug))
    return found


def attempt(asked: Task, logbook: Logbook, device: str, seed: int, baseline: Record | None) -> Kept:
    """Run once, and keep the report; one that cannot be kept is shown all the same."""
    at, slug = logbook.now(), asked.program.slug
    request = request_of(asked, device)
    more = {"tuned": tuned(asked.env, runs.asked(logbook.store, slug, request, at.ms - WEEK_MS)), "lang": logbook.lang}
    with progress(asked.env, asked.program) as tell:
        outcome = launch(asked, device, seed, more, at, tell)
    limit = {"time_limit_s": asked.options.time_limit}
    ended = ending(outcome, slug, quick=asked.options.quick, at=iso(at.ms, at.offset), config=limit)
    if ended.record is None:
        return Kept(ended, ())
    filed = filing(ended.record)
    comparison = beside(logbook, ended.record, filed.likeness, baseline) if filed.likeness else ()
    try:
        ended.record["id"] = runs.add(logbook.store, ended.record, at, request, *filed)
    except StoreError as error:
        ended = ended._replace(code=error.exit_code, error=error)
    return Kept(ended, comparison)


def launch(asked: Task, device: str, seed: int, more: Mapping[str, Any], at: Moment, tell: Progress) -> Outcome:
    """Start the child and wait for its end."""
    env, options, slug = asked.env, asked.options, asked.program.slug
    cache, log = env.home / "cache" / "exercise", env.home / "log"
    for folder in (cache, log):
        folder.mkdir(parents=True, exist_ok=True)
    weights = options.save if options.save and options.save.suffix == words.WEIGHTS else None
    told = {
        **words.for_child(options, slug, device, seed),
        **more,
        "data": asked.data,
        "cache": str(cache),
        "save_model": str(env.cwd / weights) if weights else None,
    }
    file = log / f"exercise-{slug}-{at.ms}-{rank(env) or 0}.txt"
    return runner.run(runner.command(options.devices or 1), told, env.variables, file, tell)


def request_of(asked: Task, device: str) -> str:
    """Return what is asked for, as far as the choice of settings depends on it, as one text."""
    from importlib import metadata  # noqa: PLC0415 the catalogue need not pay for it

    try:
        torch = metadata.version("torch")
    except metadata.PackageNotFoundError:
        torch = ""
    o = asked.options
    said = (o.batch, o.precision, o.compile, o.threads, o.devices, o.quick)
    return json.dumps([device, asked.data, torch, *said], ensure_ascii=False)


def tuned(env: Environment, earlier: Record | None) -> Mapping[str, Any] | None:
    """Return the settings of an earlier run, and the name of the `device` they are for.

    The processes that torchrun starts on several hosts see different histories, so they begin without one.
    """
    if earlier is None or rank(env) is not None:
        return None
    return {**earlier["config"], "device": earlier["device"]["name"]}


def beside(logbook: Logbook, record: Record, likeness: str, baseline: Record | None) -> Comparison:
    """Return a run beside the last, the best and the chosen one."""
    alike = runs.alike(logbook.store, likeness, ALIKE)
    best = runs.best(logbook.store, record["exercise"], likeness)
    return compared(record, alike[0] if alike else None, best, baseline, alike)


@contextmanager
def progress(env: Environment, program: Program) -> Iterator[Progress]:
    """Show how far a run is, where somebody watches."""
    if not env.stderr.isatty():
        yield lambda _event: None
        return
    from drillcli.ui import exercise_progress  # noqa: PLC0415 a run that nobody watches needs no rich

    with exercise_progress.progress(env, program) as tell:
        yield tell


def show(env: Environment, options: Options, done: Sequence[Kept]) -> None:
    """Write the reports: one by itself, several side by side; as JSON a list when several were asked for.

    On the screen a run that failed has no report: one line says why.
    """
    found = [kept.ended.record for kept in done if kept.ended.record]
    if not found:
        return
    several = len(options.jobs) > 1
    plain = found if several else found[0]
    drawn = [record for record in found if record["status"] != FAILED]
    if options.as_json:
        write_json(env, plain)
    elif drawn:
        draw(env, drawn, None if several else done[0].comparison)
    if options.save and options.save.suffix == words.REPORT:  # last: where it cannot be written, the report was shown
        text = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
        (env.cwd / options.save).write_text(text, encoding="utf-8")


def draw(env: Environment, drawn: Sequence[Record], comparison: Comparison | None) -> None:
    """Write one report with its comparison, or several side by side when there is none."""
    from drillcli.ui import reports, reports_exercise  # noqa: PLC0415 JSON needs no rich

    if comparison is None:
        reports.write(env, lambda measure: reports_exercise.reports(drawn, measure))
    else:
        reports.write(env, lambda measure: reports_exercise.report(drawn[0], comparison, measure))
