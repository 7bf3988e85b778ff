"""The time at the cards: it runs while one is on the table, and what was shown never falls."""

from conftest import Clock

from drillcli.stopwatch import AWAY_MS, Stopwatch


def test_it_runs_while_a_card_is_on_the_table(clock: Clock) -> None:
    """Between two cards it stands; a card that is laid anew goes on from where it was."""
    watch = Stopwatch(clock.tick)
    clock.advance(minutes=1)
    assert (watch.took_ms, watch.spent_ms) == (0, 0)
    watch.start()
    clock.advance(minutes=1)
    watch.start()
    clock.advance(minutes=1)
    assert (watch.took_ms, watch.spent_ms) == (120_000, 120_000)
    watch.stop()
    clock.advance(minutes=1)
    assert (watch.took_ms, watch.spent_ms) == (0, 120_000)
    watch.start()
    assert (watch.took_ms, watch.spent_ms) == (0, 120_000)


def test_absence_is_left_out(clock: Clock) -> None:
    """What was said to be elsewhere, and all beyond ten minutes at one card."""
    watch = Stopwatch(clock.tick)
    watch.start()
    clock.advance(minutes=3)
    watch.leave_out(120_000)
    assert watch.took_ms == 60_000
    clock.advance(minutes=60)
    assert watch.took_ms == watch.spent_ms == AWAY_MS
    watch.stop()
    watch.leave_out(60_000)
    assert watch.spent_ms == AWAY_MS
