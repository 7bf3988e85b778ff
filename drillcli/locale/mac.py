"""The language that macOS is set to: where no locale fits language and region, its terminals set none."""

from contextlib import suppress
from pathlib import Path
from plistlib import load
from xml.parsers.expat import ExpatError

PREFERENCES = "Library/Preferences/.GlobalPreferences.plist"


def preferred(home: Path) -> str:
    """Return the first of a user's languages (AppleLanguages), such as "zh-Hans-US"; "" where that is not known."""
    with suppress(OSError, ValueError, ExpatError), (home / PREFERENCES).open("rb") as file:
        said = load(file)
        languages = said.get("AppleLanguages") if isinstance(said, dict) else None
        if isinstance(languages, list) and languages:
            return str(languages[0])
    return ""
