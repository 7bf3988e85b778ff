"""What a simple model reaches on the same data, to judge the network by."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

STEPS = 40
"""Steps of L-BFGS, after which the loss of the digits no longer falls to three digits."""

FEW, PASSES = 3, 10
"""How many ratings give a bias half its weight, and how often the biases of users and of items are taken in turn."""


def linear_accuracy(train: tuple[Tensor, Tensor], test: tuple[Tensor, Tensor], decay: float = 1e-3) -> float:
    """Return the share of test labels that multinomial logistic regression gets right, 0 to 1.

    Inputs (n, …) are flattened, labels (n,) are class numbers. The loss is convex, so the result has no luck in it:
    full batches, L-BFGS, an L2 penalty of `decay` on the weights.
    """
    (x, y), (x_test, y_test) = train, test
    x, x_test = x.flatten(1), x_test.flatten(1)
    model = nn.Linear(x.shape[1], int(y.max()) + 1, device=x.device)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = F.cross_entropy(model(x), y) + decay * model.weight.square().sum()
        value.backward()
        return value

    with torch.enable_grad():
        optimizer.step(loss)
    with torch.no_grad():
        return float((model(x_test).argmax(1) == y_test).float().mean())


def biases(user: Tensor, item: Tensor, stars: Tensor, users: int, items: int) -> Tensor:
    """Return mean + user bias + item bias (users, items) from ratings (n,) of users (n,) and items (n,).

    Each bias is the mean of what the other leaves, drawn to 0 where there are few ratings (Koren 2009, the biases of
    matrix factorisation).
    """
    rest = stars - stars.mean()
    user_bias, item_bias = rest.new_zeros(users), rest.new_zeros(items)
    for _ in range(PASSES):
        item_bias = _means(rest - user_bias[user], item, items)
        user_bias = _means(rest - item_bias[item], user, users)
    return stars.mean() + user_bias[:, None] + item_bias


def _means(values: Tensor, group: Tensor, groups: int) -> Tensor:
    sums = values.new_zeros(groups).index_add(0, group, values)
    return sums / (torch.bincount(group, minlength=groups) + FEW)
