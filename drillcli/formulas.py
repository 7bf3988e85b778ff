"""What a formula in a text is."""

import re

MATHS = re.compile(
    r"(?<![\\$])(?P<dollars>\$\$(?=\s*[^\s$])|\$(?![\s$]))(?P<tex>(?:[^$\\\n]|\\.|\n(?!\s*\n))+?)"
    r"(?:(?<!\s)|(?=\$\$))(?P=dollars)(?![\d$])"
)
"""A formula by pandoc's rule: no space inside single dollars, no digit after the closing one, so that prices stay."""
