"""What becomes of a run that has ended: its report marked as what it is, an exit code, and a line to say."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from drillcli.errors import DrillError, ExitCode, UsageError
from drillcli.harness.catalogue import install
from drillcli.harness.record import COMPLETE, FAILED, INCOMPLETE, Record, missed, whole
from drillcli.harness.runner import TIME, Failure, Outcome
from drillcli.locale import _, clauses


class Ending(NamedTuple):
    """The report of a run (None: it had told nothing), the exit code, and the error to raise once it was shown."""

    record: Record | None
    code: int
    error: DrillError | None = None


def ending(outcome: Outcome, slug: str, *, quick: bool = False, **parent: Any) -> Ending:
    """Return what becomes of a run of the exercise `slug`, a `quick` one or a whole one.

    `parent` is what only the parent knows of its report.
    """
    record = reported(outcome, {"exercise": slug, **parent})
    if outcome.failure:
        error = refusal(outcome.failure, slug)
        return Ending(record, error.exit_code, error)
    if record is not None and record["status"] == COMPLETE:
        return Ending(record, ExitCode.CHECK_FAILED if missed(record) else ExitCode.DONE)
    if outcome.stopped == TIME:
        text = _("{slug} was stopped by its time limit; --time-limit gives it more")
        less = "" if quick else _("--quick asks for less")
        said = clauses(part for part in (text.format(slug=slug), less) if part)
        return Ending(record, ExitCode.REFUSED, DrillError(said))
    if outcome.stopped or record is not None:
        return Ending(record, ExitCode.INTERRUPTED)
    return Ending(None, ExitCode.REFUSED, DrillError(_("{slug} ended without a report").format(slug=slug)))


def reported(outcome: Outcome, parent: Mapping[str, Any]) -> Record | None:
    """Return the report of a run, marked as what it is; None when the child had told nothing."""
    if outcome.record is None:
        return None
    if outcome.failure and outcome.failure.kind != "save":
        marks = {"status": FAILED, "message": outcome.failure.message}
    elif outcome.record.get("status") == COMPLETE:
        marks = {}
    else:
        message = _("stopped by the time limit") if outcome.stopped == TIME else _("interrupted")
        marks = {"status": INCOMPLETE, "message": message}
    return whole(outcome.record, **marks, **parent)


def refusal(failure: Failure, slug: str) -> DrillError:
    """Return what to say of a failure in one line: what went wrong, and what to do."""
    fits = _("--batch-size {n} fits").format(n=failure.fits) if failure.fits else ""
    package = failure.package.partition(".")[0]
    line = _("install it with: {line}").format(line=install([package])) if package else ""
    said = clauses(part for part in (failure.message, failure.remedy, fits, line) if part)
    kind = UsageError if failure.kind == "usage" else DrillError
    return kind(f"{slug}: {' '.join(said.split())}")
