"""Where a note ends among lines of questions and answers: at a blank line.

But not at one in a block of code, at one before `A:`, or at one before a paragraph that is indented: that goes on with
the text above it.
"""

import re
from collections.abc import Iterator, Sequence

from drillcli.importers.markdown_split import RULE, Fence, tag_of

_SECOND = {"Q": "A", "T": "D", "C": ""}
"""The tag of the second text of a card, by that of the first one."""
_TEXT, _NEXT = "text", "next"
_AFTER_TAG = re.compile("[:：]")


def parted(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines with a rule for each blank one that ends a note, and indented paragraphs moved to the margin."""
    fence, awaited, margin = Fence(), "", 0
    for number, line in enumerate(lines):
        bare = line if line[:margin].strip() else line[margin:]
        found = "" if fence.holds(line) else tag_of(line)
        if line.strip() or fence.is_open or awaited not in (_TEXT, _NEXT):
            awaited = _awaited(awaited, found, line)
            yield line if margin and not fence.is_open and tag_of(bare) else bare
            continue
        following = next(filter(str.strip, lines[number + 1 :]), "")
        margin = len(following) - len(following.lstrip())
        ends = awaited == _NEXT and not margin
        awaited = "" if ends else awaited
        yield RULE if ends else line


def _awaited(before: str, found: str, line: str) -> str:
    """Return what a card waits for after a line that begins with a tag, or with none: its second text, or the next."""
    is_second = found and found == before
    if is_second or found in _SECOND:
        has_text = _AFTER_TAG.split(line, maxsplit=1)[-1].strip()
        return _SECOND[found] if not is_second and _SECOND[found] else _NEXT if has_text else _TEXT
    return _NEXT if before == _TEXT and line.strip() else before
