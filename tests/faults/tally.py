"""What became of the runs of one fault, and the table of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from world import Examined

HEAD = ("fault", "runs", "acknowledged", "lost", "integrity", "replay = caches", "next sitting", "other")
RULE = ("---", *["---:"] * 3, *["---"] * 4)


@dataclass(slots=True)
class Tally:
    """The runs of a fault: what they acknowledged, and how often something was wrong afterwards, and what."""

    fault: str
    runs: int = 0
    told: int = 0
    lost: int = 0
    integrity: int = 0
    replay: int = 0
    stuck: int = 0
    other: int = 0
    problems: list[str] = field(default_factory=list)

    def add(
        self, run: str, told: int, lost: Iterable[object], found: Examined | None = None, other: Iterable[str] = ()
    ) -> None:
        """Count one run: how many acts were acknowledged, which of them are not on disk, and what else is wrong."""
        wrong = {"lost": [str(each) for each in lost], "other": [str(each) for each in other]}
        if found:
            wrong |= {"integrity": found.integrity, "replay": found.replay, "stuck": found.stuck}
        self.runs += 1
        self.told += told
        for name, items in wrong.items():
            setattr(self, name, getattr(self, name) + bool(items))
            self.problems += [f"{self.fault}: {run}: {name}: {item}" for item in items]

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of the table."""
        wrong = (self.integrity, self.replay, self.stuck, self.other)
        return (
            self.fault,
            f"{self.runs}",
            f"{self.told}",
            f"{self.lost}",
            *(f"{n} wrong" if n else "ok" for n in wrong),
        )


def line(cells: Iterable[str]) -> str:
    """Return a line of a table in Markdown."""
    return f"| {' | '.join(cells)} |\n"
