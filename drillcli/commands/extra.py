"""What commands need that is not always installed."""

from collections.abc import Iterator
from contextlib import contextmanager

from drillcli.errors import DrillError
from drillcli.locale import _


@contextmanager
def needing_numpy(command: str) -> Iterator[None]:
    """Import what needs NumPy inside; raises DrillError, with the remedy, where it is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        text = _("drill {command} needs NumPy: pip install 'drillcli[fit]'")
        raise DrillError(text.format(command=command)) from None
