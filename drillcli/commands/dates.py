"""Dates and spans of days as an input method for Chinese writes them."""

import re
from unicodedata import normalize


def half_width(text: str) -> str:
    """Return a date or a span with ASCII digits, hyphens and d: "2026年9月5日" as 2026-09-05, "３０天" as 30d."""
    plain = re.sub("[年月]", "-", normalize("NFKC", text.strip())).removesuffix("日")
    return re.sub(r"-(?=\d(-|$))", "-0", re.sub("天$", "d", plain))
