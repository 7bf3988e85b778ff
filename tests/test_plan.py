"""Which cards a sitting asks, and in which order."""

from collections import Counter
from random import Random

import pytest
from conftest import NOW
from hypothesis import assume, given
from hypothesis import strategies as st

from drillcli.model import CardState, Moment, Phase
from drillcli.plan import APART, StudyOptions, apart, budgets, most_urgent, note_of, order, spread
from drillcli.store.queue import Queued


def queued(card_id, days_ago=0, interval=4 * 1440, phase=Phase.REVIEW):
    """Return a card of the queue that became due some days ago."""
    day = NOW.day - days_ago - interval // 1440
    state = CardState(phase, 0, (float(interval), 5.0), interval, Moment(NOW.ms, day, 0), 3, 0)
    return Queued(card_id, state, state.due_day)


def fresh(card_id):
    return Queued(card_id, None, 0)


def in_steps(card_id):
    return queued(card_id, interval=10, phase=Phase.LEARNING)


def urgency(card):
    state = card.state
    return 1 / state.memory[0]


def ids(cards):
    return [card.id for card in cards]


def gaps(cards):
    """Return, for each card whose note was asked before, how many cards stood between the two."""
    last, found = {}, []
    for at, card in enumerate(cards):
        note = note_of(card.id)
        if note in last:
            found.append(at - last[note] - 1)
        last[note] = at
    return found


ONE_CARD = st.just(1)


@st.composite
def decks(draw, parts=ONE_CARD):
    """Draw due and new cards; a note has as many cards as `parts` says."""
    notes = [f"d/n{n}" for n in range(draw(st.integers(0, 14)))]
    cards = [f"{note}#{part}" for note in notes for part in range(draw(parts))]
    due = [
        queued(card, draw(st.integers(0, 3)), 1440 * draw(st.integers(1, 9))) for card in cards if draw(st.booleans())
    ]
    chosen = set(ids(due))
    return due, [fresh(card) for card in cards if card not in chosen]


@given(decks(st.integers(1, 4)), st.integers(0, 2**32))
def test_without_a_limit_every_card_comes_once(deck, seed):
    """The order is a permutation of what was given."""
    due, new = deck
    ordered = order(due, new, None, urgency, Random(seed))
    assert Counter(ids(ordered)) == Counter(ids(due + new))
    assert set(ordered) == set(due + new)


@given(decks(st.integers(1, 4)), st.integers(0, 30), st.integers(0, 2**32))
def test_a_limit_is_kept(deck, limit, seed):
    """At most `limit` cards, none twice, as many as there are; new ones only when every due one has a place."""
    due, new = deck
    ordered = order(due, new, limit, urgency, Random(seed))
    assert len(ordered) == min(limit, len(due) + len(new))
    assert len(set(ids(ordered))) == len(ordered)
    assert sum(card in due for card in ordered) == min(limit, len(due))


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 20))
def test_cards_in_steps_count_toward_the_limit(steps, reviews, limit):
    """They come before all others, and never push the order beyond its limit."""
    due = [in_steps(f"d/s{n}") for n in range(steps)] + [queued(f"d/r{n}") for n in range(reviews)]
    ordered = order(due, [], limit, urgency, Random(0))
    assert len(ordered) == min(limit, steps + reviews)
    assert sum(card.id.startswith("d/s") for card in ordered) == min(limit, steps)


@given(decks(st.integers(1, 4)), st.integers(0, 2**32))
def test_a_seed_fixes_the_order(deck, seed):
    """The same seed gives the same order."""
    due, new = deck
    assert order(due, new, None, urgency, Random(seed)) == order(due, new, None, urgency, Random(seed))


def test_another_seed_gives_another_order():
    """Cards due on one day are shuffled; new ones keep the order of the file."""
    due = [queued(f"d/n{n}") for n in range(20)]
    new = [fresh(f"d/new{n}") for n in range(20)]
    orders = [order(due, new, None, urgency, Random(seed)) for seed in range(5)]
    assert len({tuple(ids(ordered)) for ordered in orders}) == 5
    for ordered in orders:
        assert [card for card in ordered if card in new] == new


@given(decks(), st.integers(0, 2**32))
def test_due_cards_come_first(deck, seed):
    """While due cards remain, never more new than due ones were asked; older days come before younger ones."""
    due, new = deck
    ordered = order(due, new, None, urgency, Random(seed))
    seen_due = seen_new = 0
    for card in ordered:
        seen_due, seen_new = seen_due + (card.state is not None), seen_new + (card.state is None)
        assert seen_new <= seen_due or seen_due == len(due)
    days = [card.due_day for card in ordered if card.state]
    assert days == sorted(days)


@given(decks(), st.integers(0, 2**32))
def test_in_a_hurry_the_most_urgent_come_first(deck, seed):
    """Whoever stops early has answered what was worth most: first the cards in their steps, then by urgency."""
    due, new = deck
    ordered = order([*due, in_steps("d/s")], new, None, urgency, Random(seed), hurried=True)
    reviews = [card for card in ordered if card.state]
    assert Counter(ids(ordered)) == Counter([*ids(due + new), "d/s"])
    assert reviews[0].id == "d/s"
    found = [urgency(card) for card in reviews[1:]]
    assert found == sorted(found, reverse=True)


@given(st.integers(0, 40), st.integers(0, 40))
def test_new_cards_are_spread_evenly(n_due, n_new):
    """Each stretch between two due cards has about as many new ones as any other."""
    due, new = [queued(f"d/r{n}") for n in range(n_due)], [fresh(f"d/n{n}") for n in range(n_new)]
    mixed = spread(due, new)
    assert Counter(ids(mixed)) == Counter(ids(due + new))
    assert [card for card in mixed if card.state] == due
    assert [card for card in mixed if not card.state] == new
    runs = "".join("D" if card.state else "n" for card in mixed[: n_due + min(n_new, n_due)]).split("D")[1:]
    if runs:
        assert max(map(len, runs)) - min(map(len, runs)) <= 1


@given(st.permutations([f"d/n{n}" for n in range(12)] + ["d/x#1", "d/x#2"]))
def test_siblings_stand_apart(cards):
    """Two cards of one note among enough others: at least four cards stand between them, wherever they stood."""
    result = apart([fresh(card) for card in cards])
    assert Counter(ids(result)) == Counter(cards)
    assert min(gaps(result)) >= APART


@pytest.mark.parametrize("at", range(9))
def test_siblings_at_the_end_stand_apart_too(at):
    """In a file's order siblings follow each other; those at the end of the day's cards are no exception."""
    cards = [f"d/n{n}" for n in range(8)]
    cards[at:at] = ["d/x#1", "d/x#2"]
    assert gaps(apart([fresh(card) for card in cards]))[0] >= APART


@given(decks(st.integers(1, 3)))
def test_siblings_never_touch_where_that_can_be(deck):
    """When no note has more than a third of the cards, no two of its cards follow each other."""
    cards = deck[0] + deck[1]
    assume(cards)
    assume(max(Counter(note_of(card.id) for card in cards).values()) * 3 <= len(cards))
    assert 0 not in gaps(apart(cards))


def test_cards_move_as_little_as_needed():
    """Without siblings nothing moves; a sibling that came too soon waits for its fourth neighbour."""
    cards = [fresh(f"d/n{n}") for n in range(7)]
    assert list(apart(cards)) == cards
    cards[2:2] = [fresh("d/n1#b")]
    assert ids(apart(cards)) == ["d/n0", "d/n1", "d/n2", "d/n3", "d/n4", "d/n5", "d/n1#b", "d/n6"]


def test_only_siblings():
    """A deck that is one note is asked all the same."""
    assert Counter(ids(apart([fresh(f"d/n#{n}") for n in range(9)]))) == Counter(f"d/n#{n}" for n in range(9))
    assert apart([]) == ()


def test_many_cards_are_ordered_quickly():
    """A hundred thousand cards, and a note of two hundred gaps, take no time that grows with their square."""
    assert len(apart([fresh(f"d/n{n}") for n in range(100_000)])) == 100_000
    assert len(apart([fresh(f"d/n#{n}") for n in range(200)])) == 200


@given(decks(), st.integers(0, 12))
def test_a_backlog_is_cut_by_urgency(deck, room):
    """The reviews kept are more urgent than those left out; their order is as it was; steps always stay."""
    due = deck[0] + [in_steps("d/s")]
    kept = most_urgent(due, room, urgency)
    assert [card for card in due if card in kept] == kept
    assert in_steps("d/s") in kept
    left = [card for card in due if card not in kept]
    assert len(kept) - 1 == min(room, len(due) - 1)
    assert not left or min(urgency(card) for card in kept[:-1] or due) >= max(urgency(c) for c in left) or not room


@pytest.mark.parametrize(
    ("options", "done", "expected"),
    [
        (StudyOptions(), (0, 0), (20, 200)),
        (StudyOptions(), (5, 150), (15, 50)),
        (StudyOptions(), (25, 250), (0, 0)),
        (StudyOptions(new=7), (25, 0), (7, 200)),
        (StudyOptions(new=0), (0, 0), (0, 200)),
    ],
)
def test_budgets(options, done, expected):
    """The day's limits less what was done; new cards that were asked for come on top."""
    assert budgets(options, 20, 200, done) == expected


@pytest.mark.parametrize(("card", "note"), [("d/a", "d/a"), ("d/a#x", "d/a"), ("d/a#x#y", "d/a")])
def test_the_note_of_a_card(card, note):
    """Siblings share what stands before the part."""
    assert note_of(card) == note
