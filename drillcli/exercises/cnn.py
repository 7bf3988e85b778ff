"""Tell handwritten digits apart with a small convolutional network."""

from math import cos, pi

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from drillcli.lab import Lab
from drillcli.lab.baselines import linear_accuracy

ABOUT = {
    "title": {"en": "Handwritten digits: a convolutional network", "zh": "手写数字：卷积神经网络"},
    "teaches": {
        "en": "convolution and pooling, moving the images about, a learning rate that rises and falls",
        "zh": "卷积与池化、随机平移增强、先升后降的学习率",
    },
    "source": "000-C01",
    "mended": [
        {
            "erratum": "E127",
            "en": "the images get their channel axis, (n, 1, 28, 28); the original relies on Keras adding it silently",
            "zh": "图像显式带上通道维 (n, 1, 28, 28)；原程序靠 Keras 悄悄补上",
        },
        {
            "erratum": "E128",
            "en": "the test set, which was prepared and never used, now judges the model; the seed is fixed",
            "zh": "原来备好却从未使用的测试集现在用来评估；随机种子固定",
        },
        {
            "erratum": "E129",
            "en": "no `input_shape` in the first layer, a style that Keras 3 warns about",
            "zh": "第一层不再写 `input_shape`（Keras 3 会警告的旧写法）",
        },
    ],
    "needs": ["torch", "numpy"],
    "seconds": 30,
    "epochs": 20,
    "batch": 64,
    "quick": {"epochs": 8, "rows": 1500},
    "metrics": {"accuracy": "higher"},
    "data": {"digits": {"accuracy": 0.97}, "fashion": {"accuracy": 0.895}},
}

SIDE = 28
SHIFT, FEW = 2, 10_000  # so many pixels, where there are fewer images: a large set holds the variety itself


class CNN(nn.Module):
    """Three convolutions, two poolings, two dense layers: 93,322 parameters."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 32, 3),  # (B, 1, 28, 28) -> (B, 32, 26, 26)
            nn.ReLU(),
            nn.MaxPool2d(2),  # -> (B, 32, 13, 13)
            nn.Conv2d(32, 64, 3),  # -> (B, 64, 11, 11)
            nn.ReLU(),
            nn.MaxPool2d(2),  # -> (B, 64, 5, 5)
            nn.Conv2d(64, 64, 3),  # -> (B, 64, 3, 3)
            nn.ReLU(),
        )
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(576, 64), nn.ReLU(), nn.Linear(64, classes))

    def forward(self, x: Tensor) -> Tensor:
        """Return a logit for each class, (B, classes)."""
        return self.head(self.features(x))


class Shifted:
    """The training images, each moved by up to two pixels when it is picked: one gather on the device."""

    def __init__(self, images: Tensor) -> None:
        self.shift = SHIFT if len(images) < FEW else 0
        self.wide = SIDE + 2 * self.shift
        self.padded = F.pad(images, (self.shift,) * 4).contiguous()  # (n, 1, wide, wide)
        lines = torch.arange(SIDE, device=images.device)
        self.pixels = (lines[:, None] * self.wide + lines).flatten()  # (784,) of the first image's upper left corner

    def __getitem__(self, rows: Tensor) -> Tensor:
        """Return the images of `rows` (B,), moved at random: (B, 1, 28, 28)."""
        down, right = torch.randint(2 * self.shift + 1, (2, len(rows)), device=rows.device)
        corner = rows * self.wide**2 + down * self.wide + right
        return self.padded.take(corner[:, None] + self.pixels).view(-1, 1, SIDE, SIDE)


def one_cycle(progress: float) -> float:
    """Rise to the peak over the first three tenths, then fall to nothing, along half a cosine each (Smith 2018)."""
    if progress < 0.3:
        return 0.5 - 0.5 * cos(pi * progress / 0.3)
    return 0.5 + 0.5 * cos(pi * (progress - 0.3) / 0.7)


def accuracy(model: nn.Module, x: Tensor, y: Tensor) -> float:
    """Return the share of images (n, 1, 28, 28) whose largest logit is at the label (n,)."""
    parts = zip(x.split(1000), y.split(1000), strict=True)
    return float(sum((model(some).argmax(1) == labels).sum() for some, labels in parts)) / len(y)


def program(lab: Lab) -> None:
    """Train on the digits and judge on those never seen, beside a linear model."""
    digits = lab.data()  # images in 0..1 (n, 1, 28, 28), labels (n,)
    (x, y), (x_test, y_test) = digits.train, digits.test
    images = Shifted(x)

    model = lab.place(CNN())
    optimizer = lab.adam(model, lr=2e-3)

    def step(rows: Tensor) -> Tensor:
        with lab.autocast():
            loss = F.cross_entropy(model(images[rows]), y[rows])
        optimizer.zero_grad()
        lab.backward(loss)
        optimizer.step()
        return loss

    for _epoch in lab.epochs(step, len(x), schedule=one_cycle):
        with lab.evaluating():
            lab.curve(accuracy(model, x_test, y_test))

    with lab.evaluating():
        linear = linear_accuracy(digits.train, digits.test)
        lab.quality(({"en": "linear model", "zh": "线性模型"}, linear), accuracy=accuracy(model, x_test, y_test))
    lab.note("parameters", sum(p.numel() for p in model.parameters()), en="parameters", zh="参数量")
