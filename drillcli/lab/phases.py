"""Where the time of a run goes: seconds by phase."""

from collections.abc import Iterator
from contextlib import contextmanager

from drillcli.clock import seconds


class Phases:
    """Seconds by phase. Phases nest: the inner one's time is not the outer one's."""

    def __init__(self, began: float) -> None:
        self.began = began
        self.spent = {"import": seconds() - began, "data": 0.0, "build": 0.0, "warmup": 0.0, "train": 0.0, "eval": 0.0}
        self.now = ["build"]
        self._since = seconds()

    def _account(self) -> None:
        at = seconds()
        self.spent[self.now[-1]] += at - self._since
        self._since = at

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count the time within as the phase `name`: data, build, warmup, train or eval."""
        self._account()
        self.now.append(name)
        try:
            yield
        finally:
            self._account()
            self.now.pop()

    def seconds(self) -> dict[str, float]:
        """Return seconds by phase, and in total since the process began to load PyTorch."""
        self._account()
        return {**self.spent, "total": seconds() - self.began}
