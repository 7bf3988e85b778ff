"""HTML, as people paste it into cards -> the Markdown of deck files."""

from drillcli.importers.markup.convert import Written, to_markdown

__all__ = ["Written", "to_markdown"]
