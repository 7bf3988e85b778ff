"""Share each batch among several processes, and show that the model comes out as if one had seen it whole."""

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor, nn

from drillcli.exercises.cnn import accuracy
from drillcli.lab import Lab
from drillcli.lab.baselines import linear_accuracy

ABOUT = {
    "title": {"en": "Data parallelism, proved equal", "zh": "数据并行：与单进程等价"},
    "teaches": {
        "en": "averaging gradients over processes, the global batch, what scaling costs",
        "zh": "跨进程平均梯度、全局批量、扩展的代价",
    },
    "source": "001-Q07",
    "mended": [
        {
            "erratum": "E143",
            "en": "the batch is the global one, shared by the processes, so that their number changes nothing else",
            "zh": "批量指全局批量，由各进程均分，因此进程数不改变其他任何东西",
        },
        {
            "erratum": "E123",
            "en": "a learning rate governs convergence, it is no cure for overfitting",
            "zh": "学习率管的是收敛，并不是防过拟合的手段",
        },
    ],
    "needs": ["torch", "numpy"],
    "seconds": 15,
    "epochs": 8,
    "batch": 256,
    "devices": 2,
    "precision": "fp32",
    "quick": {"epochs": 6, "rows": 1500, "batch": 64},
    "metrics": {"difference": "lower", "accuracy": "higher"},
    "data": {"digits": {"difference": 1e-5, "accuracy": 0.9}},
}


class Wide(nn.Sequential):
    """784 pixels, twice 512 hidden units, 10 classes: enough arithmetic in a step to be worth sharing."""

    def __init__(self) -> None:
        super().__init__(
            nn.Flatten(),  # (B, 1, 28, 28) -> (B, 784)
            *(nn.Linear(784, 512), nn.ReLU()),
            *(nn.Linear(512, 512), nn.ReLU()),
            nn.Linear(512, 10),  # -> (B, 10), a logit for each class
        )


def average_gradients(model: nn.Module, world: int) -> None:
    """Replace each gradient by its mean over the processes: one all-reduce of all of them, laid end to end."""
    parameters = list(model.parameters())
    flat = torch.cat([p.grad.flatten() for p in parameters])
    dist.all_reduce(flat)  # the sum, the same in every process
    for p, mean in zip(parameters, (flat / world).split([p.numel() for p in parameters]), strict=True):
        p.grad.copy_(mean.view_as(p))


def train(lab: Lab, x: Tensor, y: Tensor, *, alone: bool) -> nn.Module:
    """Train from the same weights over the same batches: each process its share, or one `alone` all of it."""
    torch.manual_seed(lab.options.seed)
    model = lab.place(Wide(), joined=False)
    # sums in another order differ in the last digit: at a rate on the edge of stability that would grow without bound
    optimizer = lab.optimizer(torch.optim.SGD, model, lr=0.05, momentum=0.9)
    shared = lab.world > 1 and not alone

    def step(rows: Tensor) -> Tensor:  # rows: batch / processes
        with lab.autocast():
            loss = F.cross_entropy(model(x[rows]), y[rows])
        optimizer.zero_grad()
        lab.backward(loss)
        if shared:
            average_gradients(model, lab.world)  # means of equal shares average to the mean of the batch
        optimizer.step()
        return loss

    for _epoch in lab.epochs(step, len(x), alone=alone):
        pass
    return model


def difference(one: nn.Module, other: nn.Module) -> float:
    """Return the largest difference of any parameter of two models."""
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return max(float((a - b).abs().max()) for a, b in pairs)


def program(lab: Lab) -> None:
    """Train together, then in the first process alone, and compare parameters and throughput."""
    digits = lab.data()  # images in 0..1 (n, 1, 28, 28), labels (n,)
    x, y = digits.train
    together = train(lab, x, y, alone=False)
    rate = lab.samples_per_s
    if lab.rank > 0:
        return  # the first process tells the rest
    solo = train(lab, x, y, alone=True)
    lab.scaling(rate, lab.samples_per_s)
    with lab.evaluating():
        linear = linear_accuracy((x, y), digits.test)
        lab.note("accuracy alone", accuracy(solo, *digits.test), en="accuracy, one process", zh="单进程准确率")
        lab.quality(
            ({"en": "other random weights", "zh": "另一组随机权重"}, difference(together, Wide().to(lab.device))),
            difference=difference(together, solo),
            accuracy=accuracy(together, *digits.test),
        )
    lab.note("linear", linear, en="accuracy, linear model", zh="线性模型准确率")
