"""Planning toward an exam: what to study each day so that as much as possible is recalled on one study day."""

from drillcli.exam.after import spread
from drillcli.exam.choice import interval, today
from drillcli.exam.forecast import outlook, plan
from drillcli.exam.values import Candidate, Exam, Ordinary, Outlook, Pace, Plan, Today, WeekRow, nearest

__all__ = [
    "Candidate", "Exam", "Ordinary", "Outlook", "Pace", "Plan", "Today", "WeekRow",
    "interval", "nearest", "outlook", "plan", "spread", "today",
]  # fmt: skip
