"""`drill edit`: opens a card in the learner's editor, at its line."""

from pathlib import Path

from drillcli.commands.check import faults_of
from drillcli.commands.naming import named, shown
from drillcli.commands.opening import opened
from drillcli.config import Environment
from drillcli.deckfile.check import check
from drillcli.errors import ExitCode
from drillcli.locale import _
from drillcli.ui.editor import edit_deck


def run(env: Environment, word: str) -> int:
    """Open the card's deck, then look for faults in it and tell them on stderr; the exit code is 3 for errors.

    A deck of the package is copied into the data folder first, and the copy is edited; unchanged, it goes again.
    """
    with opened(env) as (collection, _decks):
        note = named(collection, word)[0].note
    path = edit_deck(env, Path(note.path), note.line)
    if path != Path(note.path):
        text = _("{deck} comes with drill; from now on your own copy is used: {path}")
        env.stderr.write(text.format(deck=note.deck, path=shown(path, env.cwd)) + "\n")
    report = check([path])
    for fault in faults_of(report, env.cwd):
        env.stderr.write(f"{fault}\n")
    return ExitCode.CHECK_FAILED if report.errors else ExitCode.DONE
