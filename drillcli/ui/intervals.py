"""Intervals and durations in words, short for buttons and long for sentences."""

from drillcli.locale import _, ngettext

HOUR = 60
DAY = 24 * HOUR
MONTH = 30.44 * DAY
YEAR = 365.25 * DAY


def interval(minutes: int) -> str:
    """Return an interval for a button: "10 min", "3 h", "4 d", "1.2 mo", "2.1 y"."""
    if minutes < HOUR:
        return _("{n} min").format(n=max(minutes, 1))
    if minutes < DAY:
        return _("{n} h").format(n=minutes // HOUR)
    if minutes < MONTH:
        return _("{n} d").format(n=minutes // DAY)
    if minutes < YEAR:
        return _("{n} mo").format(n=_decimal(minutes / MONTH))
    return _("{n} y").format(n=_decimal(minutes / YEAR))


def again_in(minutes: int) -> str:
    """Return an interval for a sentence: "again in 10 minutes", "again in 4 days", "again in 1.2 months"."""
    if minutes < HOUR:
        n = max(minutes, 1)
        return ngettext("again in {n} minute", "again in {n} minutes", n).format(n=n)
    if minutes < DAY:
        n = minutes // HOUR
        return ngettext("again in {n} hour", "again in {n} hours", n).format(n=n)
    if minutes < MONTH:
        n = minutes // DAY
        return ngettext("again in {n} day", "again in {n} days", n).format(n=n)
    if minutes < YEAR:
        months = _decimal(minutes / MONTH)
        return ngettext("again in {n} month", "again in {n} months", 1 if months == "1" else 2).format(n=months)
    years = _decimal(minutes / YEAR)
    return ngettext("again in {n} year", "again in {n} years", 1 if years == "1" else 2).format(n=years)


def elapsed(seconds: float) -> str:
    """Return a duration as a clock shows it: "0:07", "12:40", "1:02:03"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _decimal(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
