"""The plain PyTorch loop: `exercises_plain.py NAME FILE EPOCHS BATCH [--device D] [--resident]`; prints a JSON line.

What everybody writes first: TensorDataset and DataLoader with shuffle, torch.optim.Adam, fp32, torch's own number of
threads, zero_grad, backward, step. Networks and losses are those of our programs, imported from them, so that the work
is equal; where a program does more in its step than the document's (the digits are moved about, false pairs are
drawn), so does this loop, once a batch as ours does: an item at a time, as torchvision would, is many times as slow.
`--resident`: no DataLoader; all data lies on the device, and batches are taken by index.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from drillcli.lab.datasets import Data


@dataclass(frozen=True, slots=True)
class Task:
    """A network, what it learns from, the loss of a batch of that, and its quality in the end."""

    model: nn.Module
    train: tuple[Tensor, ...]
    loss: Callable[..., Tensor]
    judge: Callable[[], float]


def digits(train: tuple[Tensor, ...], test: tuple[Tensor, ...], _extra: dict[str, int]) -> Task:
    """Return the task of `cnn`."""
    from drillcli.exercises.cnn import CNN, Shifted, accuracy

    model = CNN()

    def loss(x: Tensor, y: Tensor) -> Tensor:
        return F.cross_entropy(model(Shifted(x)[torch.arange(len(x), device=x.device)]), y)

    return Task(model, train, loss, lambda: accuracy(model, *test))


def reviews(train: tuple[Tensor, ...], test: tuple[Tensor, ...], extra: dict[str, int]) -> Task:
    """Return the task of `text`."""
    from drillcli.exercises.text import Reader

    model = Reader(extra["ids"], extra["characters"])

    def judge() -> float:
        said = torch.cat([model(some) for some in test[0].split(500)]) > 0
        return float((said == (test[1] > 0)).float().mean())

    return Task(model, train, lambda x, y: F.binary_cross_entropy_with_logits(model(x), y.float()), judge)


def flights(train: tuple[Tensor, ...], test: tuple[Tensor, ...], extra: dict[str, int]) -> Task:
    """Return the task of `recommender`."""
    from drillcli.exercises.recommender import NEGATIVES, SHRINK_PAIRS, Factors, ranks

    model = Factors(extra["users"], extra["items"], 0.0)

    def loss(user: Tensor, item: Tensor) -> Tensor:
        drawn = torch.randint(extra["items"], (len(user), NEGATIVES), device=user.device)
        liking, length = model(user, torch.cat([item[:, None], drawn], dim=1))
        return SHRINK_PAIRS * length - F.logsigmoid(liking[:, 0]).mean() - F.logsigmoid(-liking[:, 1:]).mean()

    known = Data("flights", "", "", train, test, extra=extra)
    return Task(model, train, loss, lambda: ranks(model.table(), known)["auc"])


def weather(train: tuple[Tensor, ...], test: tuple[Tensor, ...], _extra: dict[str, int]) -> Task:
    """Return the task of `timeseries`."""
    from drillcli.exercises.timeseries import VALIDATION, Forecast, rmse

    kept = len(train[0]) - len(train[0]) // VALIDATION
    seen = train[0][:kept], train[1][:kept]
    model = Forecast(seen[0])
    return Task(model, seen, lambda x, y: F.mse_loss(model(x), y), lambda: rmse(model(test[0]), test[1]))


TASKS = {"cnn": digits, "text": reviews, "recommender": flights, "timeseries": weather}


def task(name: str, file: str, device: torch.device) -> Task:
    """Return the task of a program on the arrays of `file`; what it is judged by lies on the device."""
    arrays: dict[str, Any] = dict(np.load(file))
    extra = {key: int(value) for key, value in arrays.items() if value.ndim == 0}
    parts = ({k: v for k, v in arrays.items() if k.startswith(part)} for part in ("train", "test"))
    train, test = (tuple(torch.from_numpy(part[key]) for key in sorted(part)) for part in parts)
    made = TASKS[name](tuple(rows.to(device) for rows in train), tuple(rows.to(device) for rows in test), extra)
    made.model.to(device)
    return made


def loaded(train: tuple[Tensor, ...], batch: int, device: torch.device) -> Callable[[], Iterator[list[Tensor]]]:
    """Return what yields the batches of an epoch through a DataLoader."""
    loader = DataLoader(TensorDataset(*(rows.cpu() for rows in train)), batch_size=batch, shuffle=True)
    return lambda: ([rows.to(device) for rows in rows_of_all] for rows_of_all in loader)


def resident(train: tuple[Tensor, ...], batch: int, device: torch.device) -> Callable[[], Iterator[list[Tensor]]]:
    """Return what yields the batches of an epoch by index."""
    count = len(train[0])
    return lambda: ([rows[at] for rows in train] for at in torch.randperm(count, device=device).split(batch))


def learn(work: Task, epoch: Callable[[], Iterator[list[Tensor]]], epochs: int, device: torch.device) -> list[float]:
    """Train; return the seconds of each epoch."""
    optimizer = torch.optim.Adam(work.model.parameters())
    durations = []
    for _ in range(epochs):
        began = time.perf_counter()
        for batch in epoch():
            loss = work.loss(*batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if device.type == "cuda":
            torch.cuda.synchronize()
        durations.append(time.perf_counter() - began)
    return durations


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("name", choices=TASKS)
    parser.add_argument("file")
    parser.add_argument("epochs", type=int)
    parser.add_argument("batch", type=int)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--resident", action="store_true")
    asked = parser.parse_args()
    torch.manual_seed(0)
    device = torch.device(asked.device)
    work = task(asked.name, asked.file, device)
    epoch = (resident if asked.resident else loaded)(work.train, asked.batch, device)
    first, *later = learn(work, epoch, asked.epochs, device)
    work.model.eval()
    with torch.no_grad():
        quality = work.judge()
    rate = len(later) * len(work.train[0]) / sum(later)
    print(json.dumps({"samples_per_s": rate, "first_s": first, "quality": quality}))


if __name__ == "__main__":
    main()
