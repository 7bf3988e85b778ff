"""Signals that end a sitting."""

import signal

import pytest

from drillcli.ui.signals import ENDING, exiting


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_that_ends_a_process_unwinds_it(number: int):
    """So that what still talks is silenced; with the custom exit code, and the handlers from before afterwards."""
    before = signal.getsignal(number)
    with pytest.raises(SystemExit) as ended, exiting():
        signal.raise_signal(number)
    assert ended.value.code == 128 + number
    assert signal.getsignal(number) == before


def test_closing_the_terminal_counts():
    """A voice would go on for minutes."""
    assert signal.SIGHUP in ENDING
