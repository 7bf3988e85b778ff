"""Compare learning-rate schedules: constant, reduced on a plateau, warmed up and annealed along a cosine."""

from collections.abc import Callable
from math import cos, pi

import torch
import torch.nn.functional as F
from torch import Tensor

from drillcli.exercises.cnn import accuracy
from drillcli.exercises.mlp import MLP, VALIDATION
from drillcli.lab import Lab

ABOUT = {
    "title": {"en": "Learning-rate schedules compared", "zh": "学习率调度对比"},
    "teaches": {
        "en": "what a schedule changes, chosen on a validation split; the test set judges the choice once",
        "zh": "调度带来什么变化；在验证集上选，测试集只评一次",
    },
    "source": "001-Q09",
    "mended": [
        {
            "erratum": "E148",
            "en": "the plateau is looked for on a validation split; the original lets the test set steer the training",
            "zh": "用验证集判断是否停滞；原程序让测试集左右了训练",
        },
        {
            "erratum": "E149",
            "en": "the program is whole, and has the warm-up and the decay that the original's text promises",
            "zh": "程序完整可运行，并补上原文提到却没写的预热与衰减",
        },
        {
            "erratum": "E124",
            "en": "the learning rate is a hyperparameter; parameters are what training finds",
            "zh": "学习率是超参数；参数是训练学出来的",
        },
    ],
    "needs": ["torch", "numpy"],
    "seconds": 20,
    "epochs": 20,
    "batch": 32,
    "quick": {"epochs": 8, "rows": 1500},
    "metrics": {"accuracy": "higher", "reductions": "higher"},
    "data": {"digits": {"accuracy": 0.915, "reductions": 1}},
}

PEAK = 2e-2
WARM_UP = 0.1  # of the training


def constant(_progress: float) -> float:
    """Return the factor on the learning rate: always 1."""
    return 1.0


def warm_up_then_cosine(progress: float) -> float:
    """Return the factor on the learning rate: a straight rise, then half a cosine to nothing (Loshchilov 2017)."""
    if progress < WARM_UP:
        return progress / WARM_UP
    return 0.5 + 0.5 * cos(pi * (progress - WARM_UP) / (1 - WARM_UP))


class Plateau:
    """Cuts the rate to three tenths when the validation loss has not fallen for two epochs."""

    def __init__(self, patience: int = 2, factor: float = 0.3) -> None:
        self.patience, self.factor = patience, factor
        self.best, self.waited, self.reductions = float("inf"), 0, 0

    def rate(self, rate: float, loss: float) -> float:
        """Return the rate of the next epoch, after one that ended with this validation loss."""
        self.waited = 0 if loss < self.best else self.waited + 1
        self.best = min(self.best, loss)
        if self.waited < self.patience:
            return rate
        self.waited, self.reductions = 0, self.reductions + 1
        return rate * self.factor


def train(lab: Lab, data: tuple[Tensor, ...], schedule: Callable[[float], float] | None, plateau: Plateau) -> MLP:
    """Train from the same weights over the same batches; without a schedule the plateau sets the rate."""
    x, y, x_apart, y_apart = data
    torch.manual_seed(lab.options.seed)
    model = lab.place(MLP())
    optimizer = lab.adam(model, lr=PEAK)
    rates, losses = [], []

    def step(rows: Tensor) -> Tensor:
        with lab.autocast():
            loss = F.cross_entropy(model(x[rows]), y[rows])
        optimizer.zero_grad()
        lab.backward(loss)
        optimizer.step()
        return loss

    for _epoch in lab.epochs(step, len(x), schedule=schedule):
        rates.append(optimizer.lr)
        with lab.evaluating(model):
            losses.append(float(F.cross_entropy(model(x_apart), y_apart)))
            lab.curve(accuracy(model, x_apart, y_apart))
        if schedule is None:
            optimizer.lr = plateau.rate(optimizer.lr, losses[-1])
    name = schedule.__name__ if schedule else "plateau"
    lab.note(f"rate {name}", rates, en=f"learning rate, {name}", zh=f"学习率（{name}）")
    lab.note(f"loss {name}", losses, en=f"validation loss, {name}", zh=f"验证损失（{name}）")
    return model


def program(lab: Lab) -> None:
    """Train three times, choose on the validation split, judge the choice on the test."""
    digits = lab.data()  # images in 0..1 (n, 1, 28, 28), labels (n,)
    x, y = digits.train
    kept = len(x) - len(x) // VALIDATION
    data = (x[:kept], y[:kept], x[kept:], y[kept:])

    plateau = Plateau()
    models = {
        "constant": train(lab, data, constant, plateau),
        "plateau": train(lab, data, None, plateau),
        "warm_up_then_cosine": train(lab, data, warm_up_then_cosine, plateau),
    }
    with lab.evaluating():
        valid = {name: accuracy(model, x[kept:], y[kept:]) for name, model in models.items()}
        test = {name: accuracy(model, *digits.test) for name, model in models.items()}
    chosen = max(valid, key=lambda name: valid[name])
    for name in models:
        shown = f"{valid[name]:.3f} / {test[name]:.3f}"
        lab.note(name, shown, en=f"validation / test, {name}", zh=f"验证 / 测试（{name}）")
    lab.note("chosen", chosen, en="chosen on the validation split", zh="按验证集选中")
    baseline = ({"en": "constant rate", "zh": "固定学习率"}, test["constant"])
    lab.quality(baseline, accuracy=test[chosen], reductions=plateau.reductions)
