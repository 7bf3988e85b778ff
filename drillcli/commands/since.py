"""A day from which answers count, as it is written on the command line: `30d`, or a date."""

import re
from datetime import date

from drillcli.clock import date_of, day_of
from drillcli.commands.dates import half_width
from drillcli.errors import UsageError
from drillcli.locale import _

LONGEST = 36_500
"""A hundred years, in days: no log goes back further."""


def first_day(text: str, today: int) -> int:
    """Return the study day that `text` names: of "30d" the first of 30 days of which today is the last, or a date's.

    Raises UsageError for any other text, for a day that is not there, and for one after today.
    """
    written = half_width(text)
    if days := re.fullmatch(r"([0-9]{1,5})\s*d", written):
        length = int(days[1])
        if 1 <= length <= LONGEST:
            return max(today - length + 1, 0)
    try:
        day = day_of(date.fromisoformat(written))
    except ValueError:
        example = date_of(today - 29).isoformat()
        message = _("--since {text!r} is neither a number of days, such as 30d, nor a date, such as {example}")
        raise UsageError(message.format(text=text, example=example)) from None
    if day > today:
        message = _("--since {text!r} lies in the future; today is {today}")
        raise UsageError(message.format(text=text, today=date_of(today).isoformat()))
    return max(day, 0)
