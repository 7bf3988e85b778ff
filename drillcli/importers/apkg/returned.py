"""Notes that drill exported: they come home as they left, but for what was edited in Anki."""

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from drillcli.carried import FIELD, Carried, merged, unpack
from drillcli.importers.apkg.collection import StoredNote
from drillcli.importers.markup import to_markdown
from drillcli.importers.parcel import Medium, ParcelNote
from drillcli.kinds import KINDS


def returned(
    stored: StoredNote, deck: Sequence[str], texts: Mapping[str, str], media: MutableMapping[str, Medium]
) -> ParcelNote | None:
    """Return the note that travelled in a hidden field; None where there is none, or too much of it was edited.

    Texts call their media as they did at home: `media` gets these names.
    """
    carried = unpack(texts[FIELD]) if texts.get(FIELD) else None
    if carried is None or carried.kind not in KINDS:
        return None
    fields = merged(carried, texts, lambda html: to_markdown(html).text)
    if fields is None:
        return None
    for called, name in carried.media.items():
        if name in media:
            media.setdefault(called, media[name])
    parts = carried.parts
    cards = {parts[card.ord]: card.card for card in stored.cards if 0 <= card.ord < len(parts)}
    fields = _tagged(fields, carried, stored.tags)
    return ParcelNote(carried.guid, tuple(deck), carried.kind, fields, cards, carried.fields)


def _tagged(fields: Mapping[str, Any], carried: Carried, tags: str) -> dict[str, Any]:
    """Return the fields with the tags that the note has now, where they are others than it left with."""
    own = carried.fields.get("tags", [])
    now = tags.split()
    if not isinstance(own, list) or {"_".join(tag.split()) for tag in own} == set(now):
        return dict(fields)
    kept = {name: value for name, value in fields.items() if name != "tags"}
    return kept | ({"tags": now} if now else {})
