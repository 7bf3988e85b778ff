"""Characters that stand for formulas and gaps while HTML becomes Markdown.

Unicode keeps them out of texts (23.7, noncharacters), and they are taken out of what comes in.
"""

import re

FORMULA, FORMULA_END = "\ufdd0", "\ufdd1"
"""Around the number of a formula that was taken out."""

GAP, GAP_CLOSE, GAP_END = "\ufdd2", "\ufdd3", "\ufdd4"
"""Around a gap, and after its number; they pass through, for who put them in."""

_ALL = re.compile("[\ufdd0-\ufdef]")


def without_marks(text: str) -> str:
    """Return text without any of these characters."""
    return _ALL.sub("", text) if _ALL.search(text) else text
