"""Items that say nearly the same, found without comparing each with each."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from drillcli.kinds.compare import normalise

THRESHOLD = 0.85
"""From this share of common triples of characters on two texts are nearly the same.

On the documents that this program came from and in its decks, different answers reach 0.65, questions 0.83.
"""
SHORTEST = 24
"""An answer of fewer triples ("Yes, by default.") is the answer to many questions and tells nothing."""
MOST_NEIGHBOURS = 8
"""With more earlier texts than this a triple is no sign of likeness, and looking at all of them would take long."""


class Alike(NamedTuple):
    """Two items by their places: `later` says nearly the same as `earlier`; `on` has "question", "answer" or both."""

    earlier: int
    later: int
    on: tuple[str, ...]
    score: float


def alike(items: Sequence[tuple[str, str]]) -> list[Alike]:
    """Return for each (question, answer) the first earlier one that has nearly the same answer, or question.

    The time grows with the number of items, not with its square.
    """
    questions = _nearest([question for question, _answer in items], 1)
    answers = _nearest([answer for _question, answer in items], SHORTEST)
    found = []
    for later in sorted(questions.keys() | answers.keys()):
        earlier, score = answers.get(later) or questions[later]
        both = {"question": questions.get(later), "answer": answers.get(later)}
        on = tuple(name for name, near in both.items() if near and near[0] == earlier)
        found.append(Alike(earlier, later, on, round(score, 3)))
    return found


def _nearest(texts: Sequence[str], shortest: int) -> dict[int, tuple[int, float]]:
    """Return by place the first earlier text that is nearly the same, and how alike they are (Jaccard's index).

    Two sets of which one is n triples large, with an index of at least t, have one of the n - ceil(t n) + 1 rarest
    triples of each in common (prefix filtering: Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007).
    """
    sets = [_triples(text) for text in texts]
    common = Counter(triple for triples in sets for triple in triples)
    ranks = {triple: rank for rank, triple in enumerate(sorted(common, key=lambda triple: (common[triple], triple)))}
    first: dict[frozenset[str], int] = {}
    by_rank: defaultdict[int, list[int]] = defaultdict(list)
    found: dict[int, tuple[int, float]] = {}
    for place, triples in enumerate(sets):
        if len(triples) < shortest:
            continue
        twin = first.setdefault(triples, place)
        if twin != place:
            found[place] = (twin, 1.0)
            continue
        rare = sorted(map(ranks.__getitem__, triples))[: len(triples) - ceil(THRESHOLD * len(triples)) + 1]
        for other in sorted({other for rank in rare for other in by_rank[rank]}):
            score = _likeness(triples, sets[other])
            if score >= THRESHOLD:
                found[place] = (other, score)
                break
        for rank in rare:
            if len(by_rank[rank]) < MOST_NEIGHBOURS:
                by_rank[rank].append(place)
    return found


def _triples(text: str) -> frozenset[str]:
    """Return the runs of three characters of a text, apart from markup, width and case; of a shorter one itself."""
    bare = normalise(text)
    return frozenset(map("".join, zip(bare, bare[1:], bare[2:], strict=False))) or frozenset([bare] if bare else [])


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share that two sets have in common; 0 where their sizes alone keep it below the threshold."""
    if min(len(one), len(other)) < THRESHOLD * max(len(one), len(other)):
        return 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)
