"""`drill check`: looks for faults in deck files, and writes missing ids."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from unicodedata import normalize

from drillcli import config, look
from drillcli.clock import at, date_of
from drillcli.commands.fixing import Fixed, write_missing
from drillcli.commands.histories import Histories, histories
from drillcli.commands.naming import shown
from drillcli.commands.opening import write_json
from drillcli.commands.peeking import peeked_store
from drillcli.config import DATABASE, Environment
from drillcli.deckfile.check import Report, check
from drillcli.deckfile.fault import Fault
from drillcli.deckfile.find import find_decks
from drillcli.errors import DrillError, ExitCode
from drillcli.harness import catalogue
from drillcli.locale import _, clauses, ngettext, set_language
from drillcli.store.settings import settings
from drillcli.ui import media
from drillcli.visible import one_line


def run(env: Environment, paths: Sequence[Path], fix: bool, as_json: bool) -> int:  # noqa: FBT001
    """Print each fault of the decks as `file:line:column: level: message`; the exit code is 3 when one is an error.

    Without `paths`, which may be files, folders or names of decks, all decks are checked. `fix` first writes the
    missing ids. The summary, and what is to be said of histories, goes to stderr.

    As JSON: {faults: [{file, line, column, level, message, note}], errors, warnings, decks, notes, cards,
    fixed: [{file, note}], not_fixed: [message], renames: [{old, new, score: 0 to 1}], taken_over: [{old, new, date}],
    orphans}. `renames` are histories that go over when the collection is next opened, `taken_over` those that did;
    `orphans` is null when there is no collection.
    """
    speak(env)
    chosen = where(env, paths)
    fixed = write_missing(chosen, env) if fix else Fixed()
    report = check(chosen, catalogue.files(), media.lost)
    found = histories(env, chosen)
    if as_json:
        write_json(env, to_json(env, report, fixed, found))
    else:
        for fault in faults_of(report, env.cwd):
            env.stdout.write(f"{fault}\n")
        said = (*said_of_ids(fixed), *said_of(found, env), summary(report))
        env.stderr.writelines(one_line(line) + "\n" for line in said)
    return ExitCode.CHECK_FAILED if report.errors or fixed.troubles else ExitCode.DONE


def speak(env: Environment) -> None:
    """Speak the learner's language and show things as they like it, as far as that is known without a change."""
    stored = {}
    with suppress(DrillError):
        if (env.home / DATABASE).exists():
            with peeked_store(env) as store:
                stored = dict(settings(store.connection))
        values, _origins = config.resolve(stored, env.variables)
        set_language(config.language(env.lang_option, values.lang, env.variables))
        look.set_look(values.theme, plain=env.plain_option or values.plain)


def where(env: Environment, paths: Sequence[Path]) -> list[Path]:
    """Return the absolute paths of what is to be checked; a name that is no file may be a deck's."""
    known = find_decks(env.cwd, env.home)
    if not paths:
        return [deck.path for deck in known.values()]
    whole = [Path(os.path.normpath(env.cwd / path)) for path in paths]
    slugs = [normalize("NFC", str(path)) for path in paths]
    return [
        known[slug].path if slug in known and not path.exists() else path
        for slug, path in zip(slugs, whole, strict=True)
    ]


def faults_of(report: Report, cwd: Path) -> list[Fault]:
    """Return the faults of a report, their paths as they are shown."""
    return [replace(fault, path=shown(fault.path, cwd)) for fault in report.faults]


def said_of_ids(fixed: Fixed) -> list[str]:
    """Return a line for each id that was written, and for what kept others from it."""
    text = _("{file}: wrote id {id}")
    return [*(text.format(file=file, id=name) for file, name in fixed.ids), *fixed.troubles]


def said_of(found: Histories | None, env: Environment) -> list[str]:
    """Return a line for each history that goes over or went over to another card, and one for orphans."""
    if found is None:
        return []
    coming = _("{file}:{line}: {new} takes over the history of {old} when drill next opens it: {percent} % the same")
    lines = [
        coming.format(
            file=shown(move.new.path, env.cwd),
            line=move.new.line,
            new=f"{move.new.deck}/{move.new.id}",
            old=move.old.id,
            percent=round(100 * move.score),
        )
        for move in found.pending
    ]
    done = _("{new} took over the history of {old} on {date}")
    lines += [done.format(new=move.new, old=move.old, date=date_of(at(move.at).day)) for move in found.done]
    if found.orphans:
        text = ngettext(
            "{n} card with a history is in no deck; `drill orphans` lists it",
            "{n} cards with a history are in no deck; `drill orphans` lists them",
            found.orphans,
        )
        lines.append(text.format(n=found.orphans))
    return lines


def summary(report: Report) -> str:
    """Return how much was found sound, and how many faults."""
    warnings = len(report.faults) - report.errors
    return clauses(
        (
            ngettext("{n} deck without error", "{n} decks without error", report.decks).format(n=report.decks),
            ngettext("{n} card", "{n} cards", report.cards).format(n=report.cards),
            ngettext("{n} error", "{n} errors", report.errors).format(n=report.errors),
            ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings),
        )
    )


def to_json(env: Environment, report: Report, fixed: Fixed, found: Histories | None) -> dict[str, Any]:
    """Return the report as plain values."""
    pending, done = (found.pending, found.done) if found else ((), ())
    return {
        "faults": [fault.as_json() for fault in faults_of(report, env.cwd)],
        "errors": report.errors,
        "warnings": len(report.faults) - report.errors,
        "decks": report.decks,
        "notes": report.notes,
        "cards": report.cards,
        "fixed": [{"file": file, "note": name} for file, name in fixed.ids],
        "not_fixed": list(fixed.troubles),
        "renames": [
            {"old": f"{m.old.deck}/{m.old.id}", "new": f"{m.new.deck}/{m.new.id}", "score": round(m.score, 4)}
            for m in pending
        ],
        "taken_over": [{"old": m.old, "new": m.new, "date": date_of(at(m.at).day).isoformat()} for m in done],
        "orphans": found.orphans if found else None,
    }
