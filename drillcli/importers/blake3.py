"""BLAKE3, by which the databases of hashcards and repeater know their cards; the extra `hashcards` brings it."""

from importlib import import_module

from drillcli.errors import DrillError
from drillcli.locale import _


def blake3(data: bytes) -> str:
    """Return the BLAKE3 hash of some bytes, as hexadecimal digits; raises DrillError where its library is missing."""
    try:
        library = import_module("blake3")
    except ModuleNotFoundError:
        text = _("reviews of hashcards and repeater need BLAKE3: pip install 'drillcli[hashcards]'")
        raise DrillError(text) from None
    return str(library.blake3(data).hexdigest())
