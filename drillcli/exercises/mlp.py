"""Tell handwritten digits apart with one hidden layer, and count every parameter."""

import torch.nn.functional as F
from torch import Tensor, nn

from drillcli.exercises.cnn import accuracy
from drillcli.lab import Lab
from drillcli.lab.baselines import linear_accuracy

ABOUT = {
    "title": {"en": "Handwritten digits: one hidden layer", "zh": "手写数字：一个隐藏层"},
    "teaches": {
        "en": "the plain training loop, counting parameters by hand, a validation split beside the test",
        "zh": "最朴素的训练循环、手算参数量、测试集之外另留验证集",
    },
    "source": "001-Q06",
    "mended": [
        {
            "erratum": "E122",
            "en": "784 × 128 + 128 + 128 × 10 + 10 = 101,770 parameters: small, where the original says large",
            "zh": "784×128+128+128×10+10 = 101,770 个参数：这是小网络，并非原文所称的大模型",
        },
        {
            "erratum": "E142",
            "en": "a validation part is split off the training data, as the original's text says and its code does not",
            "zh": "从训练集中划出验证集：原文文字提到，代码却没有",
        },
        {
            "erratum": "E160",
            "en": "the test set is looked at once, after everything was decided",
            "zh": "测试集只在一切定下之后看一次",
        },
    ],
    "needs": ["torch", "numpy"],
    "seconds": 6,
    "epochs": 15,
    "batch": 32,
    "quick": {"epochs": 10, "rows": 1500},
    "metrics": {"accuracy": "higher"},
    "data": {"digits": {"accuracy": 0.915}},
}

VALIDATION = 10  # one row in ten


class MLP(nn.Module):
    """784 pixels, 128 hidden units, 10 classes."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.hidden = nn.Linear(28 * 28, 128)  # 784 × 128 weights + 128 biases = 100,480
        self.out = nn.Linear(128, classes)  # 128 × 10 weights + 10 biases = 1,290

    def forward(self, x: Tensor) -> Tensor:
        """Return a logit for each class: (B, 1, 28, 28) -> (B, classes)."""
        return self.out(F.relu(self.hidden(x.flatten(1))))


def program(lab: Lab) -> None:
    """Train on nine tenths of the training data, watch the tenth, and judge on the test."""
    digits = lab.data()  # images in 0..1 (n, 1, 28, 28), labels (n,)
    x, y = digits.train
    kept = len(x) - len(x) // VALIDATION  # the rows are in no order
    x_seen, y_seen, x_apart, y_apart = x[:kept], y[:kept], x[kept:], y[kept:]

    model = lab.place(MLP())
    optimizer = lab.adam(model, lr=1e-3)

    def step(rows: Tensor) -> Tensor:
        with lab.autocast():
            loss = F.cross_entropy(model(x_seen[rows]), y_seen[rows])
        optimizer.zero_grad()
        lab.backward(loss)
        optimizer.step()
        return loss

    for _epoch in lab.epochs(step, kept):
        with lab.evaluating():
            lab.curve(accuracy(model, x_apart, y_apart))

    with lab.evaluating():
        linear = linear_accuracy((x_seen, y_seen), digits.test)
        lab.quality(({"en": "linear model", "zh": "线性模型"}, linear), accuracy=accuracy(model, *digits.test))
    for name, layer, zh in (("hidden", model.hidden, "隐藏层参数"), ("out", model.out, "输出层参数")):
        lab.note(name, sum(p.numel() for p in layer.parameters()), en=f"parameters of {name}", zh=zh)
    lab.note("parameters", sum(p.numel() for p in model.parameters()), en="parameters in all", zh="参数总量")
