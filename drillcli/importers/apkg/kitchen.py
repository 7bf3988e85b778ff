"""Makes the notes of a collection, each after the recipe of its note type, and says what cannot be made."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from drillcli.carried import FIELD
from drillcli.importers.apkg.collection import StoredNote
from drillcli.importers.apkg.cooked import Cooked
from drillcli.importers.apkg.notes import Making, reason_of
from drillcli.importers.apkg.recipe import Recipe, recipe_of
from drillcli.importers.apkg.returned import returned
from drillcli.importers.apkg.schema import Layout
from drillcli.importers.parcel import LeftOut
from drillcli.locale import _

LONGEST = 1 << 20
"""The most characters of a note."""
_OCCLUSION = "image-occlusion:"


@dataclass(slots=True)
class Kitchen:
    """Makes notes; `left_out` grows while it does."""

    layout: Layout
    left_out: list[LeftOut]
    _recipes: dict[int, Recipe] = field(default_factory=dict)

    def notes(self, stored: StoredNote) -> Iterator[Cooked]:
        """Yield what a stored note is here."""
        fault = self._fault(stored)
        if fault:
            self._leave(stored, fault)
            return
        recipe = self._recipe(stored.notetype)
        making = Making(stored, recipe, self.layout, self.left_out)
        home = returned(stored, making.deck, making.texts) if FIELD in recipe.notetype.fields else None
        if home:
            yield home
            return
        try:
            yield from making.with_gaps() if recipe.notetype.is_cloze else making.with_sides()
        except OverflowError:
            self._leave(stored, _("its template makes too long a text of it"))

    def _leave(self, stored: StoredNote, reason: str) -> None:
        self.left_out.append(LeftOut("note", reason, stored.shown))

    def _fault(self, stored: StoredNote) -> str:
        if stored.notetype not in self.layout.notetypes:
            return _("its note type is not in the collection")
        if len(stored.fields) > LONGEST:
            return _("its text is longer than {most} MB").format(most=LONGEST >> 20)
        if not stored.cards:
            return _("it has no cards")
        if self.layout.notetypes[stored.notetype].is_image_occlusion or _OCCLUSION in stored.fields:
            return _("it covers parts of an image, which cannot be shown in a terminal")
        return ""

    def _recipe(self, notetype: int) -> Recipe:
        """Return the recipe for a note type; what is dropped of its templates is told once."""
        if notetype not in self._recipes:
            recipe = self._recipes[notetype] = recipe_of(self.layout.notetypes[notetype])
            self.left_out += [LeftOut("markup", reason_of(name), recipe.notetype.name) for name in recipe.dropped]
        return self._recipes[notetype]
