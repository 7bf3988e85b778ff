"""Whether bytes that can be read as GB18030 were meant so: almost any bytes can."""

COMMON = 0.9
"""Of Chinese text more than this share is in GB 2312; of other bytes read as it, such as Latin-1, much less."""


def reads_as_chinese(foreign: str) -> bool:
    """Return whether characters beyond ASCII, read as GB18030, are the common ones of Chinese text."""
    return sum(bool(char.encode("gb2312", "ignore")) for char in foreign) > COMMON * len(foreign)
