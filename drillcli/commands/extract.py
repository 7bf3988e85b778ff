"""`drill extract`: makes the draft of a deck of documents with questions and answers."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from drillcli import look
from drillcli.commands.check import speak
from drillcli.commands.extract_told import nothing, to_json, told, unanswered
from drillcli.commands.opening import write_json
from drillcli.commands.target import check_target
from drillcli.config import Environment
from drillcli.deckfile.find import SUFFIXES, slug_fault
from drillcli.deckfile.write import Entry, dump, replace_file
from drillcli.errors import DrillError, ExitCode, UsageError
from drillcli.extract.draft import Draft, draft
from drillcli.extract.draft_text import MOST, decode
from drillcli.extract.items import Source
from drillcli.extract.parse import parse
from drillcli.locale import _, ngettext
from drillcli.locale.reasons import reason_of
from drillcli.ui.candidates_draft import Decisions
from drillcli.visible import one_line

STDIN = "-"


class ExtractOptions(NamedTuple):
    """What becomes of the items; `least` is the least confidence (0 to 1) of one that is taken."""

    output: Path | None = None
    least: float = 0.5
    as_json: bool = False
    yes: bool = False
    force: bool = False


DEFAULT = ExtractOptions()


def run(env: Environment, files: Sequence[Path], options: ExtractOptions = DEFAULT) -> int:
    """Write a deck made of the questions in the `files` ("-" is stdin) to stdout or `output`; say what was left out.

    In a terminal the user first chooses among them, plainly line by line, unless `yes`.

    As JSON the whole parse: {titles: {file: title},
    items: [{id, kind, number, heading, question, answer, points: [POINT], explanation, explanation_points: [POINT],
    code: [{language, caption, text, line}], options: [POINT], correct: [label], notes: [POINT], section, file, line,
    spans: [{first, last}], confidence, reasons: [reason]}],
    left_out: [{kind, file, line, text}],
    duplicates: [{file, line, same_as: {file, line}, on: ["question", "answer"], score}]}.

    POINT is {label, text, group}; texts are as in the document, lines count from 1. `id` is that of the note in the
    draft, null for an item that is not in it. Of duplicates the later one is named, and what it is `same_as`; `score`
    is the share of runs of three characters in common. With `output` the deck is written, too.
    Raises DrillError for a document that cannot be read or in which there is no question, or where the deck cannot be
    written.
    """
    speak(env)
    _check_target(env, options)
    read = parse([_source(env, file) for file in dict.fromkeys(files)])
    made = draft(read, options.least)
    if options.as_json:
        write_json(env, to_json(read, made))
    is_heard = not options.as_json and (made.candidates or unanswered(read, made))
    for line in told(read, made) if is_heard else ():
        env.stderr.write(one_line(line) + "\n")
    if not made.candidates:
        raise DrillError(nothing(read, made))
    if options.as_json and options.output is None:
        return ExitCode.DONE
    entries = _chosen(env, made, options, STDIN in map(str, files))
    decisions = Decisions(env, made)
    if not entries:
        kept = _("nothing was written; what you chose is kept: the same command goes on there")
        env.stderr.write((kept if decisions.are_kept else _("nothing was written")) + "\n")
        return ExitCode.DONE
    _write(env, options.output, dump(made.title, None, entries), len(entries))
    decisions.forget()
    return ExitCode.DONE


def _check_target(env: Environment, options: ExtractOptions) -> None:
    """Raise what would keep the deck from being written, before there is any work to lose."""
    if options.output is None:
        return
    if options.output.suffix.lower() not in SUFFIXES:
        raise UsageError(_("{path} is no name for a deck: end it in .yaml").format(path=options.output))
    if fault := slug_fault(options.output.stem):
        raise UsageError(f"{options.output}: {fault}")
    check_target(env.cwd / options.output, options.output, force=options.force, makes_folder=True)


def _source(env: Environment, file: Path) -> Source:
    """Return a document; raises DrillError for one that cannot be read as text."""
    name = "stdin" if str(file) == STDIN else str(file)
    try:
        data = _stdin(env) if str(file) == STDIN else _bytes(env.cwd / file)
        text, encoding = decode(data)
    except OSError as error:
        message = _("cannot read {path}: {reason}")
        raise DrillError(message.format(path=name, reason=reason_of(error))) from None
    except ValueError as error:
        raise DrillError(f"{name}: {error}") from None
    if not text.strip():
        raise DrillError(_("{path} is empty: name a document with questions and answers").format(path=name))
    if encoding:
        env.stderr.write(one_line(_("{path}: read as {encoding}").format(path=name, encoding=encoding)) + "\n")
    return Source(name, text)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST + 1)  # a device may have no end


def _stdin(env: Environment) -> bytes:
    """Return all of stdin; a stream of text, which has no bytes, as UTF-8."""
    stream = getattr(env.stdin, "buffer", None)
    data: bytes = stream.read(MOST + 1) if stream else env.stdin.read().encode()
    return data


def _chosen(env: Environment, made: Draft, options: ExtractOptions, reads_stdin: bool) -> list[Entry]:  # noqa: FBT001
    """Return the notes to write: all of them, or those that the user keeps; none if the user left."""
    if not env.is_at_terminal or options.yes or options.as_json or reads_stdin:
        return [candidate.entry for candidate in made.candidates]
    plainly = look.is_plain() or not env.is_interactive
    chooser = import_module("drillcli.ui.candidates_plain" if plainly else "drillcli.ui.candidates")
    kept: list[Entry] = chooser.choose(env, made)
    return kept


def _write(env: Environment, path: Path | None, deck: str, n: int) -> None:
    """Write the deck to stdout, or all at once into its file."""
    if path is None:
        env.stdout.write(deck)
        return
    target = env.cwd / path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, [deck])
    except OSError as error:
        text = _("{path} cannot be written ({reason})")
        raise DrillError(text.format(path=path, reason=reason_of(error))) from None
    text = ngettext(
        "{path}: {n} note; look it over with `drill check`", "{path}: {n} notes; look them over with `drill check`", n
    )
    env.stderr.write(one_line(text.format(path=path, n=n)) + "\n")
