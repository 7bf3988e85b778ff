"""What a sitting asks: the cards of the decks that are due or new, within the day's limits."""

from collections.abc import Callable, Sequence
from random import Random

from drillcli import plan
from drillcli.collection import Collection
from drillcli.errors import UsageError
from drillcli.locale import _
from drillcli.plan import StudyOptions
from drillcli.store import backlog, queue
from drillcli.store.queue import Queued


def chosen(collection: Collection, slugs: Sequence[str], options: StudyOptions, seed: int) -> tuple[Queued, ...]:
    """Return the cards of a sitting over the decks `slugs`, in the order in which they are asked.

    Raises UsageError for a tag that no card has.
    """
    now = collection.now
    keep = _tagged(collection, slugs, options.tag)
    rng = Random(seed)  # noqa: S311 not for secrets
    if options.cram:
        cards = [card for slug in slugs for card in queue.everything(collection.store, slug) if keep(card)]
        return plan.apart(rng.sample(cards, len(cards)))
    settings = collection.settings
    done = queue.done_on(collection.store, slugs, now.day)
    new_budget, review_budget = plan.budgets(options, settings.new_per_day, settings.reviews_per_day, done)
    fresh = _fresh(collection, slugs, new_budget, keep, everything=options.tag is not None)
    last = now.day + options.ahead
    loss = collection.loss(now)
    if options.tag is None and backlog.size(collection.store, slugs, last) > review_budget:
        reviews = backlog.urgent(collection.store, slugs, last, review_budget, loss)
    else:
        due = [card for slug in slugs for card in queue.due(collection.store, slug, last) if keep(card)]
        reviews = plan.most_urgent(due, review_budget, lambda state: loss(state.memory, state.at))
    hidden = queue.buried(collection.store, now.day) if options.ahead else frozenset()
    reviews = [card for card in reviews if card.id not in hidden]
    end = now.ms + options.learn_ahead(settings.learn_ahead) * 60_000
    soon = [card for card in reviews if not comes_after(card, end)]
    # What comes back only after the sitting's other cards must not take their places under a limit.
    later = [card for card in reviews if comes_after(card, end)]
    asked = plan.order(soon, fresh, options.limit, lambda state: loss(state.memory, state.at), rng)
    return (*asked, *later)


def comes_after(card: Queued, ms: int) -> bool:
    """Tell whether a card is in its steps and due after an instant (epoch ms)."""
    return card.state is not None and card.state.due_ms is not None and card.state.due_ms > ms


def _fresh(
    collection: Collection, slugs: Sequence[str], budget: int, keep: Callable[[Queued], bool], *, everything: bool
) -> list[Queued]:
    """Return the new cards of a sitting: of each deck in the order of its file, the decks in turn."""
    columns = []
    for slug in slugs:
        cards = queue.new(collection.store, slug, collection.now.day, -1 if everything else budget)
        columns.append([card for card in cards if keep(card)][:budget])
    turns = max(map(len, columns), default=0)
    return [column[i] for i in range(turns) for column in columns if i < len(column)][:budget]


def _tagged(collection: Collection, slugs: Sequence[str], tag: str | None) -> Callable[[Queued], bool]:
    """Return what tells whether a card has the tag; without a tag every card is kept."""
    if tag is None:
        return lambda card: True  # noqa: ARG005
    notes = {f"{slug}/{name}" for slug in slugs for name in collection.index.tagged(slug, tag)}
    if not notes:
        raise UsageError(_("no card has the tag {tag}").format(tag=tag))
    return lambda card: plan.note_of(card.id) in notes
