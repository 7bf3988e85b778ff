"""Ids for the notes of a draft: English words of the question, else its number; the same for the same documents."""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePath

from drillcli.extract.items import Item, Kind

MOST_WORDS, LONGEST = 6, 48
"""An id is meant to be read in a list and typed: so many words and characters at most."""
FEWEST_WORDS = 2
"""One word alone ("kv" of a Chinese question about KV caches) says too little."""

_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHE = re.compile(r"['’]")
_FILLERS = """
    a an and are as at be briefly by can could describe did do does explain for from give has have how i if in into is
    it its list me my of on one or our please should some that the their them there these they this those to us was we
    were what when where which who why will with would you your
"""


def names(items: Sequence[Item]) -> Iterator[str]:
    """Yield an id for each item: `dead-letter-queue`, else `q-12` (an exercise `c-12`), with several files `003-q-12`.

    Of items that would have the same one, the second ends in `-2`, and so on: items that are added at the end, and
    what else is changed in the documents, leave the others as they are. An item without a number counts from the
    first one of its kind and file.
    """
    files = _prefixes(dict.fromkeys(item.file for item in items))
    counted: dict[tuple[str, str], int] = {}
    used: dict[str, int] = {}
    for item in items:
        letter = "c" if item.kind is Kind.EXERCISE else "q"
        place = (item.file, letter)
        counted[place] = counted.get(place, 0) + 1
        number = counted[place] if item.number is None else item.number
        yield unique(_words(item.question) or f"{files[item.file]}{letter}-{number}", used)


def _words(question: str) -> str:
    """Return the telling English words of a question, "" of one that is not mainly English."""
    line = question.strip().partition("\n")[0].lower()
    if sum(not char.isascii() for char in line) > len(line) // 4:
        return ""
    words = _WORD.findall(_APOSTROPHE.sub("", line))
    fillers = _FILLERS.split()
    telling = [word for word in words if word not in fillers and (len(word) > 1 or word.isdigit())][:MOST_WORDS]
    if len(telling) < FEWEST_WORDS:
        telling = words[:MOST_WORDS] if len(words) >= FEWEST_WORDS else []
    name = "-".join(telling)
    return name if len(name) <= LONGEST else name[: LONGEST + 1].rpartition("-")[0] or name[:LONGEST]


def _prefixes(files: Collection[str]) -> dict[str, str]:
    """Return what the ids of each file begin with: nothing for one file, else what tells its name apart."""
    if len(files) == 1:
        return dict.fromkeys(files, "")
    stems = {file: _WORD.findall(PurePath(file).stem.lower()) for file in files}
    firsts = [words[0] if words else "" for words in stems.values()]
    made = {}
    for number, (file, words) in enumerate(stems.items(), 1):
        first = words[0] if words else ""
        short = first if first and firsts.count(first) == 1 else "-".join(words)
        made[file] = f"{short or f'd{number}'}-"
    return made


def unique(name: str, used: dict[str, int]) -> str:
    """Return the name, with a number after it where it is in use; `used` has the last number of each and grows."""
    made = name
    while made in used:
        used[name] += 1
        made = f"{name}-{used[name]}"
    used[made] = 1
    return made
