"""What a formula in a text is."""

import re

MATHS = re.compile(
    r"(?<![\\$])(?P<dollars>\$\$?)(?![\s$])(?P<tex>(?:[^$\\\n]|\\.|\n(?!\s*\n))+?)(?<!\s)(?P=dollars)(?![\d$])"
)
"""A formula by pandoc's rule: no space inside the dollars, no digit after the closing one, so that prices stay."""
