"""`drill show`: a card, its schedule and its history."""

from dataclasses import asdict
from random import Random
from typing import Any

from drillcli.clock import iso
from drillcli.collection import Collection
from drillcli.commands.naming import named, shown
from drillcli.commands.opening import opened, write_json
from drillcli.config import Environment
from drillcli.kinds import kind
from drillcli.locale import LANGUAGES
from drillcli.model import Card, Mode, Phase
from drillcli.stats.card import Dossier, Face, Memory
from drillcli.store import cards, log
from drillcli.ui.script import due_text


def run(env: Environment, word: str, as_json: bool) -> int:  # noqa: FBT001
    """Show a card; of a note that makes several, list them.

    As JSON: {card, deck, note, part, kind, file, line, tags, from, fixes, as_of,
    faces: {en, zh: {front, options, back, why}},
    state: {phase, due, interval, stability, difficulty, recall, reps, lapses, last}, null for a new card,
    marks: {suspended, flagged, buried}, reviews: [{at, rating, mode, took_ms, interval}]}.
    `due` is a date, or an instant within the day; intervals are minutes, stability is days; rating 0 is a forget;
    undone reviews are left out. A note with several cards gives {note, cards: [id]}.
    """
    with opened(env) as (collection, _decks):
        found = named(collection, word)
        lang = collection.lang
        dossier = gathered(collection, found[0]) if len(found) == 1 else None
    if as_json:
        write_json(env, to_json(dossier) if dossier else {"note": word, "cards": [card.id for card in found]})
        return 0
    from drillcli.ui import reports, reports_cards  # noqa: PLC0415 JSON needs no rich

    if dossier:
        place = f"{shown(dossier.card.note.path, env.cwd)}:{dossier.card.note.line}"
        reports.write(env, lambda measure: reports_cards.card(dossier, lang, place, measure))
    else:
        reports_cards.listed(env, [(card.id, face(card, lang).front) for card in found])
    return 0


def gathered(collection: Collection, card: Card) -> Dossier:
    """Return what is known of a card."""
    store, now = collection.store, collection.now
    state, marks = store.state(card.id), store.marks(card.id)
    reviews, _acts = log.history(store.connection, cards.row_of(store.connection, card.id))
    memory = None
    if state:
        scheduler = collection.scheduler_of(card.id)
        model = scheduler.model
        memory = Memory(
            model.stability(state.memory), model.difficulty(state.memory), scheduler.retrievability(state, now)
        )
    faces = {lang: face(card, lang) for lang in LANGUAGES}
    return Dossier(card, faces, state, memory, marks, marks.buried_day >= now.day, reviews)


def face(card: Card, lang: str) -> Face:
    """Return what a card says in `lang`, its options in the author's order."""
    front = kind(card.note).front(card, lang, Random(0))  # noqa: S311 the order is put right below
    back = kind(card.note).back(card, lang)
    options = tuple(option for _place, option in sorted(zip(front.places, front.options, strict=True)))
    return Face(front.ask, options, back.answer, back.why)


def to_json(dossier: Dossier) -> dict[str, Any]:
    """Return all that is known of a card as plain values."""
    note = dossier.card.note
    return {
        "card": dossier.card.id,
        "deck": note.deck,
        "note": note.id,
        "part": dossier.card.part,
        "kind": note.kind,
        "file": note.path,
        "line": note.line,
        **{field: list(note.fields.get(field, [])) for field in ("tags", "from", "fixes")},
        "as_of": note.fields.get("as_of"),
        "faces": {lang: asdict(face) for lang, face in dossier.faces.items()},
        "state": state_json(dossier),
        "marks": {
            "suspended": dossier.marks.suspended,
            "flagged": dossier.marks.flagged,
            "buried": dossier.is_buried,
        },
        "reviews": [
            {
                "at": iso(review.at.ms, review.at.offset),
                "rating": review.rating,
                "mode": Mode(review.mode).name.lower(),
                "took_ms": review.took_ms,
                "interval": review.interval,
            }
            for review in dossier.reviews
        ],
    }


def state_json(dossier: Dossier) -> dict[str, Any] | None:
    """Return the state of a card as plain values."""
    state, memory = dossier.state, dossier.memory
    if state is None or memory is None:
        return None
    return {
        "phase": Phase(state.phase).name.lower(),
        "due": due_text(state),
        "interval": state.interval,
        "stability": round(memory.stability, 2),
        "difficulty": round(memory.difficulty, 2),
        "recall": round(memory.recall, 4),
        "reps": state.reps,
        "lapses": state.lapses,
        "last": iso(state.at.ms, state.at.offset),
    }
