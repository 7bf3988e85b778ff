"""Answer keys: many replies on one line."""

import re

_NAME = re.compile(r"(?P<name>[^\d:：|]{1,30})[:：][*_]*\s*(?=\d)")
_ONE = re.compile(
    r"(?:(?<=\s)|^|(?<=[;；,，、|]))(?P<n>\d{1,3})\s*[.、．:：)）-]?\s*(?P<reply>[A-Ha-h]{1,5}|[√×✓✗対对错TF])(?=[\s;；,，、.。|]|$)"
)
_RUN = re.compile(
    r"(?P<first>\d{1,3})\s*[-–—~～至到]\s*(?P<last>\d{1,3})\s*[.、:：)）]?\s*(?P<replies>(?:[A-Ha-h]\s*){2,60})(?![A-Za-z])"
)


def key_name(text: str) -> str:
    """Return the part of the test that a key is for (`单选题：1. B 2. A`), empty where it does not say."""
    found = _NAME.match(text.strip("*_ \t|"))
    return found["name"].strip("*_ ") if found else ""


def key_line(text: str) -> list[tuple[int, str]]:
    """Return the numbers and replies of a line such as `1. B 2. C 3. AD` or `1-5 BACDA`, [] for another line."""
    text = _NAME.sub("", text.strip("*_ \t|"))
    runs = list(_RUN.finditer(text))
    if runs and runs[0].start() == 0:
        return [pair for found in runs for pair in _spread(found)]
    ones = list(_ONE.finditer(text))
    covered = sum(len(found.group()) for found in ones)
    if len(ones) > 1 and covered * 2 >= len(re.sub(r"\s", "", text)):
        return [(int(found["n"]), found["reply"].upper()) for found in ones]
    return []


def _spread(found: re.Match[str]) -> list[tuple[int, str]]:
    letters = re.sub(r"\s", "", found["replies"]).upper()
    first, last = int(found["first"]), int(found["last"])
    return list(zip(range(first, last + 1), letters, strict=False)) if last - first + 1 == len(letters) else []
