"""Notes that drill exported: they come home as they left, but for what was edited in Anki."""

from collections.abc import Mapping, Sequence
from typing import Any

from drillcli.carried import FIELD, Carried, merged, unpack
from drillcli.importers.apkg.collection import StoredNote
from drillcli.importers.apkg.cooked import Cooked
from drillcli.importers.markup import to_markdown
from drillcli.kinds import KINDS


def returned(stored: StoredNote, deck: Sequence[str], texts: Mapping[str, str]) -> Cooked | None:
    """Return the note that travelled in a hidden field; None where there is none, or too much of it was edited.

    Its texts call their media as they did at home.
    """
    carried = unpack(texts[FIELD]) if texts.get(FIELD) else None
    if carried is None or carried.kind not in KINDS:
        return None
    fields = merged(carried, texts, lambda html: to_markdown(html).text)
    if fields is None:
        return None
    parts = carried.parts
    cards = {parts[card.ord]: card for card in stored.cards if 0 <= card.ord < len(parts)}
    fields = _tagged(fields, carried, stored.tags)
    return Cooked(carried.guid, tuple(deck), carried.kind, fields, cards, carried.fields, carried.media)


def _tagged(fields: Mapping[str, Any], carried: Carried, tags: str) -> dict[str, Any]:
    """Return the fields with the tags that the note has now, where they are others than it left with."""
    own = carried.fields.get("tags", [])
    now = tags.split()
    if not isinstance(own, list) or {"_".join(tag.split()) for tag in own} == set(now):
        return dict(fields)
    kept = {name: value for name, value in fields.items() if name != "tags"}
    return kept | ({"tags": now} if now else {})
