"""A lab to try things in: on the processor, one thread, silent, with a straight line to learn."""

import json
from pathlib import Path

import torch
from torch import nn

from drillcli.clock import seconds
from drillcli.lab import Lab
from drillcli.lab.events import Events
from drillcli.lab.options import read
from drillcli.lab.parallel import Crew
from drillcli.lab.phases import Phases

ABOUT = {
    "epochs": 2,
    "batch": 8,
    "quick": {"epochs": 1, "rows": 100},
    "metrics": {"error": "lower"},
    "data": {"digits": {"error": 0.5}},
}


def a_lab(tmp_path: Path, about=ABOUT, **options) -> Lab:
    """Return a lab on the processor; settings are tried unless `tuned` or `quick` is given."""
    torch.set_num_threads(1)
    given = {"exercise": "line", "cache": str(tmp_path), "threads": 1, "precision": "fp32", **options}
    return Lab(about, read(given, about), torch.device("cpu"), Events(1, silent=True), Crew(), Phases(seconds()))


class Line:
    """Least squares through 40 points: a model, its optimizer, and a step that counts its calls and its rows."""

    def __init__(self, lab: Lab, seen=None) -> None:
        generator = torch.Generator().manual_seed(7)
        self.x = torch.randn(40, 3, generator=generator)
        self.y = self.x @ torch.tensor([1.0, -2.0, 0.5]) + 3
        self.lab = lab
        self.model = lab.place(nn.Sequential(nn.Linear(3, 4), nn.Dropout(0.2), nn.Linear(4, 1)))
        self.optimizer = lab.adam(self.model, lr=0.1)
        self.rows, self.rates = [], []
        self.before = lambda call, rows: None
        self.calls = 0

    def step(self, rows):
        self.before(self.calls, rows)
        self.calls += 1
        self.rows.append(rows.tolist())
        self.rates.append(self.optimizer.lr)
        loss = (self.model(self.x[rows])[:, 0] - self.y[rows]).square().mean()
        self.optimizer.zero_grad()
        self.lab.backward(loss)
        self.optimizer.step()
        return loss

    def weights(self):
        return torch.cat([p.detach().flatten() for p in self.model.parameters()])


def events_of(text: str) -> list[dict]:
    """Return the events in what a child wrote."""
    return [json.loads(line) for line in text.splitlines()]
