"""`drill edit`: opens a card in the learner's editor, at its line, or a deck."""

import os
from pathlib import Path

from drillcli.commands.check import faults_of
from drillcli.commands.naming import named, shown
from drillcli.commands.opening import opened
from drillcli.config import Environment
from drillcli.deckfile.check import Report, check
from drillcli.deckfile.find import is_path
from drillcli.errors import ExitCode
from drillcli.kinds.base import Level
from drillcli.locale import _
from drillcli.ui.editor import edit_deck, is_known, is_packaged
from drillcli.visible import one_line

AT_ONCE_MS = 500
"""Nobody has opened, looked at and closed a file in so short a time."""


def run(env: Environment, word: str) -> int:
    """Open the deck at the card that `word` names, or the deck of this name, then tell its faults on stderr.

    The exit code is 3 for errors. In a terminal an error is a reason to open the editor again, at the error, as often
    as the learner likes. A deck of the package is copied into the data folder first, and the copy is edited; unchanged,
    it goes again.
    """
    deck, path, line = place(env, word)
    if not (os.access(path, os.W_OK) or is_packaged(path)):
        text = _("{path} may only be read: what you change cannot be saved there")
        env.stderr.write(one_line(text.format(path=shown(path, env.cwd))) + "\n")
    while True:
        began, known = env.tick(), content(path)
        before, path = path, edit_deck(env, path, line)
        if content(path) == known and env.tick() - began < AT_ONCE_MS and not is_known(env):
            text = _("the editor ended at once; if its window is open, add to EDITOR what makes it wait")
            env.stderr.write(text + "\n")
        if path != before:
            text = _("{deck} comes with drill; from now on your own copy is used: {path}")
            env.stderr.write(one_line(text.format(deck=deck, path=shown(path, env.cwd))) + "\n")
        report = check([path])
        for fault in faults_of(report, env.cwd):
            env.stderr.write(f"{fault}\n")
        if not report.errors:
            return ExitCode.DONE
        if not env.is_at_terminal or not is_to_open_again(env):
            return ExitCode.CHECK_FAILED
        line = first_error(report)


def content(path: Path) -> bytes | None:
    """Return what is in a file, None where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def place(env: Environment, word: str) -> tuple[str, Path, int]:
    """Return the deck, its file and the line that a word means; a deck with errors is opened at the first of them.

    The word is a card's id, a deck's name or its file.
    """
    if is_path(word) and (env.cwd / word).is_file():
        path = env.cwd / word
        return path.stem, path, first_error(check([path]))
    with opened(env) as (collection, _decks):
        deck = collection.index.decks().get(word.partition("/")[0])
        if deck and (deck.error or word == deck.slug):
            path = Path(deck.path)
            return deck.slug, path, first_error(check([path]))
        note = named(collection, word)[0].note
    return note.deck, Path(note.path), note.line


def is_to_open_again(env: Environment) -> bool:
    """Ask the learner whether to mend the deck now; at the end of the input the answer is no."""
    env.stderr.write(_("The deck cannot be used so. Open it again, at the error? [Y/n]") + " ")
    env.stderr.flush()
    line = env.stdin.readline()
    return bool(line) and line.strip().lower() in {"", "y", "yes", "是"}


def first_error(report: Report) -> int:
    """Return the line of the first error, 1 where there is none."""
    return next((fault.line for fault in report.faults if fault.level is Level.ERROR), 1)
