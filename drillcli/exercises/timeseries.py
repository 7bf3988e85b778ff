"""Forecast the temperature of the next hour from the day before it, with two LSTM layers."""

from math import cos, pi

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from drillcli.lab import Lab

ABOUT = {
    "title": {"en": "Hourly temperatures: two LSTM layers", "zh": "逐小时气温：两层 LSTM"},
    "teaches": {
        "en": "windows, a split in time, a scale that knows the training part only, forecasting the change",
        "zh": "滑动窗口、按时间划分、只用训练部分标准化、预测变化量",
    },
    "source": "000-C05",
    "mended": [
        {
            "erratum": "E141",
            "en": "there is data: windows of 24 hours at three airports, split in time, scaled by the training part",
            "zh": "有了数据：三个机场的 24 小时窗口，按时间划分，只用训练部分标准化",
        },
        {
            "erratum": "E141",
            "en": "judged beside the last value and a linear model of the same hours; no error means much without",
            "zh": "与“上一小时的值”和同样看 24 小时的线性模型对比；没有基线，误差说明不了什么",
        },
        {
            "erratum": "E129",
            "en": "no `input_shape` in the first layer, a style that Keras 3 warns about",
            "zh": "第一层不再写 `input_shape`（Keras 3 会警告的旧写法）",
        },
    ],
    "needs": ["torch", "numpy"],
    "seconds": 20,
    "epochs": 8,
    "batch": 256,
    "quick": {"epochs": 3},
    "metrics": {"rmse": "lower"},
    "data": {"weather": {"rmse": 1.375}},
}

UNITS = 50
VALIDATION = 8  # the last eighth of what is known


class Forecast(nn.Module):
    """Two LSTM layers over the hours, and a dense layer that makes of the last one the change still to come."""

    def __init__(self, x: Tensor) -> None:
        """Take the scales from the training windows `x` (n, 24), °F."""
        super().__init__()
        self.lstm = nn.LSTM(2, UNITS, num_layers=2, batch_first=True)
        self.out = nn.Linear(UNITS, 1)
        self.register_buffer("middle", x.mean())
        self.register_buffer("spread", x.std())
        self.register_buffer("usual", x.diff().std())  # how far one hour is from the next

    def forward(self, x: Tensor) -> Tensor:
        """Return the temperature of the next hour: (B, 24) -> (B,), °F."""
        level = (x - self.middle) / self.spread
        change = F.pad(x.diff() / self.usual, (1, 0))  # the first hour has none before it
        hours, _state = self.lstm(torch.stack([level, change], dim=2))  # (B, 24, 2) -> (B, 24, 50)
        return x[:, -1] + self.usual * self.out(hours[:, -1]).squeeze(1)


def one_cycle(progress: float) -> float:
    """Rise to the peak over the first tenth, then fall to nothing along half a cosine."""
    return progress / 0.1 if progress < 0.1 else 0.5 + 0.5 * cos(pi * (progress - 0.1) / 0.9)


def rmse(forecast: Tensor, truth: Tensor) -> float:
    """Return the root of the mean squared error, °F."""
    return float((forecast - truth).square().mean().sqrt())


def linear(train: tuple[Tensor, Tensor], x: Tensor) -> Tensor:
    """Return the forecasts of AR(24): a weight for each of 24 hours and a constant, by least squares over `train`."""
    known, wanted, x = (part.cpu().double() for part in (*train, x))  # no float64 on MPS
    weights = torch.linalg.lstsq(F.pad(known, (0, 1), value=1.0), wanted[:, None]).solution
    return (F.pad(x, (0, 1), value=1.0) @ weights).squeeze(1)


def program(lab: Lab) -> None:
    """Learn from the first part of the year, watch the weeks after it, and judge on the last fifth."""
    weather = lab.data()  # windows of 24 hours (n, 24) and the hour after each (n,), °F, in the order of time
    (x, y), (x_test, y_test) = weather.train, weather.test
    kept = len(x) - len(x) // VALIDATION
    x_seen, y_seen, x_later, y_later = x[:kept], y[:kept], x[kept:], y[kept:]

    model = lab.place(Forecast(x_seen))
    optimizer = lab.adam(model, lr=4e-3)

    def step(rows: Tensor) -> Tensor:
        with lab.autocast():
            loss = F.mse_loss(model(x_seen[rows]), y_seen[rows])
        optimizer.zero_grad()
        lab.backward(loss)
        optimizer.step()
        return loss

    for _epoch in lab.epochs(step, kept, schedule=one_cycle):
        with lab.evaluating():
            lab.curve(rmse(model(x_later), y_later))

    with lab.evaluating():
        ar24 = rmse(linear(weather.train, x_test), y_test.cpu())
        value = rmse(model(x_test), y_test)
    lab.quality(({"en": "AR(24), least squares", "zh": "AR(24) 最小二乘"}, ar24), rmse=value)
    last = rmse(x_test[:, -1], y_test)
    lab.note("persistence", last, en="RMSE of the last value, °F", zh="沿用上一小时的 RMSE（°F）")
