"""What the command line of `drill import` says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for.

    Of a review log (`reviews`), `columns` are heads by role (card, rating, time, took), where the user named them. Of a
    file of cards, `to` is the folder for new decks, `table` what its columns hold, and `html` that its cells are HTML;
    `cards` are the Markdown files or folders that a database of reviews belongs to.
    """

    reviews: bool = False
    deck: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    zone: str | None = None
    day_start: str | None = None
    dry_run: bool = False
    as_json: bool = False
    to: Path | None = None
    table: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None
    html: bool = False
    cards: tuple[Path, ...] = ()
