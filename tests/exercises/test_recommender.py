"""How recommendations are judged, against counting one by one, and the baseline of ratings."""

import pytest

pytest.importorskip("torch", reason="the extra `exercise` is not installed")

import torch

from drillcli.exercises.recommender import Factors, error, ranks
from drillcli.lab.baselines import biases
from drillcli.lab.datasets import Data

USERS, ITEMS = 6, 15


def pairs(seed):
    """Return data of pairs, about half of all, a third of them unseen."""
    drawn = torch.Generator().manual_seed(seed)
    user, item = torch.nonzero(torch.rand(USERS, ITEMS, generator=drawn) < 0.5, as_tuple=True)
    order = torch.randperm(len(user), generator=drawn)
    test, train = ((user[rows], item[rows]) for rows in (order[: len(user) // 3], order[len(user) // 3 :]))
    return Data("pairs", "", "", train, test, extra={"users": USERS, "items": ITEMS})


@pytest.mark.parametrize("seed", range(5))
def test_ranks_are_those_of_counting_one_by_one(seed):
    data = pairs(seed)
    table = torch.randint(8, (USERS, ITEMS), generator=torch.Generator().manual_seed(seed)).float()  # with ties
    seen, asked = ({*zip(*(part.tolist() for part in pair), strict=True)} for pair in (data.train, data.test))
    wins, hits = [], 0
    for user, item in asked:
        own = table[user, item]
        never = [table[user, i] for i in range(ITEMS) if (user, i) not in seen | asked]
        unseen = [table[user, i] for i in range(ITEMS) if (user, i) not in seen and i != item]
        wins.append(sum((own > other) + 0.5 * (own == other) for other in never) / len(never))
        hits += sum((other > own) + 0.5 * (other == own) for other in unseen) + 0.5 < 10
    found = ranks(table, data)
    assert found["auc"] == pytest.approx(float(sum(wins)) / len(asked), abs=1e-6)
    assert found["hit_at_10"] == pytest.approx(float(hits) / len(asked), abs=1e-6)


def test_a_model_that_diverged_ranks_no_better_than_chance():
    assert ranks(torch.full((USERS, ITEMS), torch.nan), pairs(0))["auc"] == 0.5


def test_a_table_that_knows_everything_ranks_every_pair_first():
    data = pairs(0)
    table = torch.zeros(USERS, ITEMS).index_put(data.test, torch.tensor(1.0))
    assert ranks(table, data) == {"auc": 1.0, "hit_at_10": 1.0}


def test_the_table_holds_what_the_model_says_of_each_pair():
    torch.manual_seed(0)
    factors = Factors(USERS, ITEMS, 3.5)
    for table in factors.parameters():
        torch.nn.init.normal_(table)
    liking, _length = factors(torch.arange(USERS), torch.arange(ITEMS).expand(USERS, -1))
    assert torch.allclose(liking, factors.table(), atol=1e-5)


def test_the_error_is_in_stars_and_keeps_to_the_scale():
    user, item, stars = torch.tensor([0, 1]), torch.tensor([0, 1]), torch.tensor([1.0, 5.0])
    table = torch.tensor([[3.0, 0.0], [0.0, 9.0]])  # 9 is cut to 5
    assert error(table, Data("stars", "", "", (user, item, stars), (user, item, stars)))["rmse"] == pytest.approx(
        2**0.5
    )


def test_biases_find_what_is_usual_for_users_and_items():
    user, item = (part.flatten() for part in torch.meshgrid(torch.arange(60), torch.arange(80), indexing="ij"))
    truth = 3 + torch.linspace(-1, 1, 60)[:, None] + torch.linspace(-0.5, 0.5, 80)
    found = biases(user, item, truth[user, item], 60, 80)
    assert torch.allclose(found, truth, atol=0.06)  # the outermost are drawn in by 3 in 63
