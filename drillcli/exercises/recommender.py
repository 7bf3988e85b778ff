"""Recommend by embeddings: a vector for the taste of each user and one for each item, whose product is the liking."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from drillcli.lab import Lab
from drillcli.lab.baselines import biases
from drillcli.lab.datasets import Data

ABOUT = {
    "title": {"en": "Recommender by embeddings", "zh": "嵌入向量推荐系统"},
    "teaches": {
        "en": "matrix factorisation, biases, sampled negatives, ranking instead of accuracy",
        "zh": "矩阵分解、偏置、负采样、用排序指标代替准确率",
    },
    "source": "000-C04",
    "mended": [
        {
            "erratum": "E137",
            "en": "an embedding is a layer: it is called with ids, and the product is taken of what it returns",
            "zh": "Embedding 是层：先用编号调用它，再对返回的向量求点积",
        },
        {
            "erratum": "E138",
            "en": "the product needs no layer, let alone one with an activation, which Keras's Dot does not take",
            "zh": "点积不必用层，更不必带激活；Keras 的 Dot 也不接受 activation",
        },
        {
            "erratum": "E139",
            "en": "one sigmoid, inside the loss, where two stood in a row; users and items have biases",
            "zh": "只在损失函数里用一次 sigmoid，原来连用两次；用户和物品各有偏置",
        },
        {
            "erratum": "E140",
            "en": "what never occurred is sampled as negative, and unseen pairs are ranked: accuracy says nothing here",
            "zh": "对未发生的组合做负采样，评价未见组合的排序；只有正例时准确率毫无意义",
        },
    ],
    "needs": ["torch", "numpy"],
    "seconds": 5,
    "epochs": 15,
    "batch": 1024,
    "quick": {"epochs": 5},
    "metrics": {"auc": "higher", "hit_at_10": "higher", "rmse": "lower"},
    "data": {"flights": {"auc": 0.96, "hit_at_10": 0.85}, "movielens": {"rmse": 0.875}},
}

SIZE = 32
NEGATIVES = 4  # items drawn for each pair that occurred; a few of them did occur too, which does little harm
SHRINK_PAIRS, SHRINK_STARS = 0.005, 0.13  # what long vectors cost, chosen on a part of the training data


class Factors(nn.Module):
    """How much users like items: the product of their vectors, on top of what is usual for each of the two."""

    def __init__(self, users: int, items: int, usual: float) -> None:
        super().__init__()
        self.user, self.item = nn.Embedding(users, SIZE), nn.Embedding(items, SIZE)
        self.user_bias, self.item_bias = nn.Embedding(users, 1), nn.Embedding(items, 1)
        self.usual = usual
        for table, spread in ((self.user, 0.02), (self.item, 0.02), (self.user_bias, 0.0), (self.item_bias, 0.0)):
            nn.init.normal_(table.weight, std=spread)

    def forward(self, user: Tensor, items: Tensor) -> tuple[Tensor, Tensor]:
        """Return how much each user (B,) likes K items (B, K): (B, K); and the mean square length of the vectors."""
        u, i = self.user(user)[:, None], self.item(items)  # (B, 1, SIZE), (B, K, SIZE)
        liking = (u * i).sum(2) + self.user_bias(user) + self.item_bias(items).squeeze(2) + self.usual
        return liking, u.square().sum(2).mean() + i.square().sum(2).mean()

    def table(self) -> Tensor:
        """Return how much each user likes each item: (users, items)."""
        return self.user.weight @ self.item.weight.T + self.user_bias.weight + self.item_bias.weight.T + self.usual


def pairs_loss(model: nn.Module, data: Data, rows: Tensor) -> Tensor:
    """Return the cross-entropy, by one sigmoid, of the pairs of `rows` (true) and of as many drawn (false)."""
    user, item = (part[rows] for part in data.train)
    drawn = torch.randint(data.extra["items"], (len(rows), NEGATIVES), device=rows.device)
    liking, length = model(user, torch.cat([item[:, None], drawn], dim=1))  # (B, 1 + NEGATIVES)
    return SHRINK_PAIRS * length - F.logsigmoid(liking[:, 0]).mean() - F.logsigmoid(-liking[:, 1:]).mean()


def stars_loss(model: nn.Module, data: Data, rows: Tensor) -> Tensor:
    """Return the squared error of the ratings of `rows`, and what the length of the vectors costs."""
    user, item, stars = (part[rows] for part in data.train)
    liking, length = model(user, item[:, None])
    return SHRINK_STARS * length + F.mse_loss(liking[:, 0], stars)


def ranks(table: Tensor, data: Data) -> dict[str, float]:
    """Return how often an unseen pair stands above one that never occurred, and how often among its user's first 10."""
    user, item = data.test
    yes = torch.ones((), dtype=torch.bool, device=table.device)
    seen = torch.zeros_like(table, dtype=torch.bool).index_put(data.train, yes)
    occurred = seen.index_put(data.test, yes)
    own = table[user, item][:, None]
    above = 0.5 * (table[user] > own) + 0.5 * ~(table[user] < own)  # (n, items); a pair ties with itself, NaN with all
    wrong = (above * ~occurred[user]).sum(1) / (~occurred[user]).sum(1)
    return {"auc": float(1 - wrong.mean()), "hit_at_10": float(((above * ~seen[user]).sum(1) < 10).float().mean())}


def error(table: Tensor, data: Data) -> dict[str, float]:
    """Return the root of the mean squared error of unseen ratings, in stars."""
    (user, item, stars), known = data.test, data.train[2]
    guess = table[user, item].clamp(known.min(), known.max())
    return {"rmse": float((guess - stars).square().mean().sqrt())}


def program(lab: Lab) -> None:
    """Learn from ratings where the data has them, else from which pairs occurred; judge on pairs never seen."""
    data = lab.data()  # users (n,), items (n,) and, in a set with ratings, stars (n,)
    users, items = data.extra["users"], data.extra["items"]
    if len(data.train) == 3:
        loss_of, judge, usual = stars_loss, error, float(data.train[2].mean())
        name, simple = {"en": "user and item bias", "zh": "用户与物品偏置"}, biases(*data.train, users, items)
    else:
        loss_of, judge, usual = pairs_loss, ranks, 0.0
        popularity = torch.bincount(data.train[1], minlength=items).float()
        name, simple = {"en": "popularity", "zh": "按热门程度"}, popularity.expand(users, -1)

    factors = Factors(users, items, usual)
    model = lab.place(factors)
    optimizer = lab.adam(factors, lr=1e-2)

    def step(rows: Tensor) -> Tensor:
        with lab.autocast():
            loss = loss_of(model, data, rows)
        optimizer.zero_grad()
        lab.backward(loss)
        optimizer.step()
        return loss

    for _epoch in lab.epochs(step, len(data.train[0]), schedule=lambda progress: 1 - 0.9 * progress):
        with lab.evaluating():
            lab.curve(next(iter(judge(factors.table(), data).values())))

    with lab.evaluating():
        plain = judge(simple, data)
        lab.quality((name, next(iter(plain.values()))), **judge(factors.table(), data))
    if "hit_at_10" in plain:
        lab.note("popular", plain["hit_at_10"], en="hit@10 of popularity", zh="热门程度的 hit@10")
