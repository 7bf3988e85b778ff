"""`drill search`: finds notes by their text."""

from collections.abc import Sequence

from drillcli.commands.opening import opened, write_json
from drillcli.commands.show import face
from drillcli.config import Environment
from drillcli.deckfile.index import DeckIndex
from drillcli.kinds import cards
from drillcli.locale import _
from drillcli.model import Note


def run(env: Environment, words: Sequence[str], as_json: bool) -> int:  # noqa: FBT001
    """List the notes in which all words occur, in any case, also within other words: `deck/note  its question`.

    As JSON: a list of {note, cards, front, file, line}; `note` is `deck/note`, `front` is in the learner's language.
    """
    with opened(env) as (collection, decks):
        found = search(collection.index, [part for word in words for part in word.split()], [d.slug for d in decks])
        rows = [(note, face(cards(note)[0], collection.lang).front) for note in found]
    if as_json:
        write_json(env, [to_json(note, front) for note, front in rows])
        return 0
    if rows:
        from drillcli.ui import reports_cards  # noqa: PLC0415 JSON needs no rich

        reports_cards.listed(env, [(f"{note.deck}/{note.id}", front) for note, front in rows])
    else:
        env.stderr.write(_("nothing found") + "\n")
    return 0


def search(index: DeckIndex, words: Sequence[str], slugs: Sequence[str]) -> list[Note]:
    """Return the notes of the decks in which all words occur, in the order of the decks and their files."""
    found = [index.search(word, slugs) for word in sorted(words, key=len, reverse=True)]
    if not found:
        return []
    others = [{(note.deck, note.id) for note in notes} for notes in found[1:]]
    return [note for note in found[0] if all((note.deck, note.id) in other for other in others)]


def to_json(note: Note, front: str) -> dict[str, object]:
    """Return a note that was found as plain values."""
    return {
        "note": f"{note.deck}/{note.id}",
        "cards": [card.id for card in cards(note)],
        "front": front,
        "file": note.path,
        "line": note.line,
    }
