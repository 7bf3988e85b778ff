"""`drill add`: adds notes to a deck, asked for in the terminal or read from a pipe or the command line."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from drillcli import look
from drillcli.commands import adding
from drillcli.commands.check import speak
from drillcli.commands.naming import shown
from drillcli.config import Environment
from drillcli.deckfile.append import open_elsewhere
from drillcli.deckfile.find import Found, find_decks, is_path, pick
from drillcli.errors import DrillError, ExitCode, UsageError
from drillcli.extract.draft_text import MOST, decode
from drillcli.kinds.gaps import OPEN
from drillcli.locale import _, ngettext
from drillcli.ui.shelf import Shelf
from drillcli.visible import one_line

if TYPE_CHECKING:
    from drillcli.ui.adding_desk import Left


class AddOptions(NamedTuple):
    """A note on the command line: its question, or text with gaps; its answer. Every note gets the `tags`."""

    q: str | None = None
    a: str | None = None
    tags: Sequence[str] = ()


DEFAULT = AddOptions()


def run(env: Environment, word: str, options: AddOptions = DEFAULT) -> int:
    """Add notes to the deck that `word` names and print the id of each, `deck/note`, a line each.

    They come from the options; else a person in a terminal is asked for them, plainly line by line; else they are read
    from stdin, as YAML or as lines of questions and answers, and all of them are added or, with exit code 3, none. What
    is wrong with one is told on stderr as `stdin:line:column`. A deck that came with drill is copied into the data
    folder first.
    """
    speak(env)
    shelf = Shelf(env, deck_named(env, word))
    if options.q is None and options.a is None and env.is_at_terminal:
        left = asked(env, shelf, options.tags)
        code = finish(env, shelf, left.ids)
        for name in left.lost:
            text = _(
                "{card} is no longer in the file: another program has written over it; the card is kept,"
                " and `drill add {deck}` offers it again"
            )
            env.stderr.write(text.format(card=f"{shelf.slug}/{name}", deck=shelf.slug) + "\n")
        if left.unfinished:
            text = _("the unfinished card is kept; `drill add {deck}` goes on with it")
            env.stderr.write(text.format(deck=shelf.slug) + "\n")
        return ExitCode.INTERRUPTED if left.interrupted else code
    read = adding.against(shelf.deck(), given(env, options))
    for fault in read.faults:
        env.stderr.write(f"{fault}\n")
    if not read.is_sound:
        return ExitCode.CHECK_FAILED
    notes = [(note.id, note.kind, tagged(note.fields, options.tags)) for note in read.notes]
    return finish(env, shelf, shelf.add(notes).ids)


def asked(env: Environment, shelf: Shelf, tags: Sequence[str]) -> "Left":
    """Let the person in the terminal write cards: in a form, or line by line."""
    plainly = look.is_plain() or not env.is_interactive
    form = import_module("drillcli.ui.adding_plain" if plainly else "drillcli.ui.adding_screen")
    left: Left = form.run(env, shelf, tags)
    return left


def deck_named(env: Environment, word: str) -> Found:
    """Return the one deck that a word of the command line names; raises DrillError where there is none."""
    found = find_decks(env.cwd, env.home, [word] if is_path(word) else [])
    try:
        decks = pick(found, [word], env.cwd, env.home)
    except DrillError as error:
        if is_path(word):
            raise
        raise DrillError(_("{fault} (`drill new {deck}` begins it)").format(fault=error, deck=word)) from None
    if len(decks) > 1:
        raise UsageError(_("{path} has {n} decks; name one of them").format(path=word, n=len(decks)))
    return decks[0]


def given(env: Environment, options: AddOptions) -> adding.Read:
    """Return what the options or stdin say; raises UsageError for options that make no note."""
    if options.q is None and options.a is None:
        return adding.read(stdin(env))
    if options.q is None:
        raise UsageError(_("--a is an answer without a question; add --q"))
    if options.a is None and OPEN not in options.q:
        raise UsageError(_("--q needs its answer: add --a, or put two braces on either side of what is asked"))
    found = adding.one({"cloze": options.q} if options.a is None else {"q": options.q, "a": options.a})
    if not found.is_sound:
        raise UsageError(next(fault.message for fault in found.faults))
    return found


def stdin(env: Environment) -> str:
    """Return the text that comes from stdin; raises DrillError where it is none."""
    if env.stdin.isatty():
        env.stderr.write(_("write notes, such as `question :: answer`, and end with Ctrl-D") + "\n")
    stream = getattr(env.stdin, "buffer", None)
    data: bytes = stream.read(MOST + 1) if stream else env.stdin.read().encode()
    try:
        return decode(data).text
    except ValueError as error:
        raise DrillError(f"{adding.NAME}:1:1: {error}") from None


def tagged(fields: Any, tags: Sequence[str]) -> dict[str, Any]:
    """Return the fields of a note with more tags, each once."""
    every = list(dict.fromkeys([*fields.get("tags", ()), *tags]))
    return {**fields, "tags": every} if every else dict(fields)


def finish(env: Environment, shelf: Shelf, ids: Sequence[str]) -> int:
    """Print the ids, and say where the notes are."""
    for name in ids:
        env.stdout.write(f"{shelf.slug}/{name}\n")
    lines = []
    if shelf.copied:
        text = _("{deck} comes with drill; from now on your own copy is used: {path}")
        lines.append(text.format(deck=shelf.slug, path=shown(shelf.path, env.cwd)))
    text = (
        ngettext("{n} note added to {path}", "{n} notes added to {path}", len(ids)) if ids else _("nothing was added")
    )
    lines.append(text.format(n=len(ids), path=shown(shelf.path, env.cwd)))
    if ids and open_elsewhere(shelf.path):
        text = _("{path} is open in an editor: read it in again there before you save it, or these notes are lost")
        lines.append(text.format(path=shown(shelf.path, env.cwd)))
    for line in lines:
        env.stderr.write(one_line(line) + "\n")
    return ExitCode.DONE
