"""A report to draw in tests, and its pages as they should be: `python tests/ui/sample_report.py` writes them anew."""

from datetime import date
from pathlib import Path
from random import Random

from drillcli.clock import day_of
from drillcli.locale import set_language
from drillcli.scheduler import Survey
from drillcli.stats.hardest import HardCard
from drillcli.stats.report import Facts, Practice, Report, report
from drillcli.store import queue
from drillcli.store.history import TALLY
from drillcli.store.spread import MICRO, Counts, Kind
from drillcli.ui import reports_stats
from drillcli.ui.console import plain
from drillcli.ui.reports import joined

SCREENS = Path(__file__).parent / "screens"
PICTURE = Path(__file__).parents[1] / "pictures" / "stats.svg"
WIDTHS = (38, 76)
TODAY = day_of(date(2026, 11, 22))
SCALE = (0.62, 0.71, 0.78, 0.83, 0.87, 0.91, 0.94, 0.96, 0.98)
BEST = {"quality": {"metric": "accuracy", "value": 0.9731}, "samples_per_s": 10_713.0}
NOTHING = Facts({}, {}, [], Survey([], [], [], []), [], 0, [])
"""What is known of a learner who has not begun, and has no cards."""

HARDEST = {
    "en": (
        "Which metric matters **most** when a missed tumour costs a life, and why is it not accuracy?",
        "[…] is what keeps rivals from copying you.",
        "",
    ),
    "zh": ("漏诊会让病人丧命时，哪一项指标**最重要**？为什么不是准确率，也不是精确率？", "护城河是什么？", ""),
}


def tally(rng: Random, n: int) -> dict[str, int]:
    """Return a study day of `n` answers."""
    young, mature, again = n // 2, n // 5, n // 9
    lost = round(young * rng.uniform(0.03, 0.2))
    row = (n, again, n // 20, n - again - n // 20, 0, 7_400 * n, n // 15)
    return dict(zip(TALLY, (*row, young, young - lost, mature, mature - lost // 3), strict=True))


def days(rng: Random) -> dict[int, dict[str, int]]:
    """Return ten months of study with a holiday and days off."""
    studied = [back for back in range(300) if back == 0 or (not 120 < back < 134 and rng.random() < 0.9)]
    return {TODAY - back: tally(rng, 12 + round(rng.lognormvariate(3, 0.6))) for back in studied}


def bins(rng: Random) -> dict[Kind, dict[int, Counts]]:
    """Return how the answers of those days spread."""
    hours = {7: 640, 8: 1410, 9: 220, 12: 610, 13: 90, 20: 700, 21: 2340, 22: 1120, 23: 8}
    times = (40, 210, 600, 1205, 2420, 1310, 990, 410, 160, 70, 30, 12, 4)
    recall = {int(40 * p): (p, round(4000 * p**9)) for p in SCALE}
    return {
        Kind.HOUR: {hour: (n, n // 2, n // 2 - rng.randrange(n // 12 + 1), 0) for hour, n in hours.items()},
        Kind.TIME: {at: (n, n // 2, n // 2, 7_400 * n) for at, n in enumerate(times)},
        Kind.RECALL: {
            at: (n, n, round(n * (p + rng.uniform(-0.05, 0.02))), round(n * p * MICRO)) for at, (p, n) in recall.items()
        },
    }


def memories(rng: Random) -> Survey:
    """Return 430 cards in review."""
    stability = [rng.lognormvariate(3.4, 1.2) for _card in range(430)]
    difficulty = [min(max(rng.gauss(5.4, 2), 1), 10) for _card in stability]
    recall = [min(max(rng.gauss(0.93, 0.05), 0.3), 1) for _card in stability]
    return Survey(stability, difficulty, recall, [max(round(one), 1) for one in stability])


def sample(lang: str = "en") -> Report:
    """Return the report of ten months of learning."""
    rng = Random(22)
    coming = [(queue.REVIEW, TODAY + ahead, 6 + rng.randrange(18)) for ahead in range(40)]
    load = [(queue.NEW, 0, 219), (queue.SUSPENDED, 0, 4), (queue.REVIEW, TODAY - 2, 9), *coming]
    lapses = zip(HARDEST[lang], (12, 8, 5), (0.71, 0.9, 0.95), strict=True)
    hardest = [
        HardCard(f"startup-challenges/card-{n}", text, n, 8.4, recall, 3 * n, n, is_leech=n > 7, is_suspended=n == 8)
        for text, n, recall in lapses
    ]
    practised = [Practice("cnn", 12, "2026-11-20T20:11:00+08:00", BEST), Practice("mlp", 1, "2026-11-20", None)]
    facts = Facts(days(rng), bins(rng), load, memories(rng), hardest, 2, practised)
    return report(TODAY, [], None, None, facts)


def page(shown: Report, measure: int, only: str | None = None) -> str:
    """Return a page as text; the margin lets a line that is too long be seen."""
    return plain(joined(reports_stats.stats(shown, measure, only), 0), 2 * measure)


def screens(lang: str, width: int) -> dict[str, str]:
    """Return the page in a language, by file name."""
    set_language(lang)
    return {f"stats-{lang}-{width}.txt": page(sample(lang), width)}


if __name__ == "__main__":
    for lang in ("en", "zh"):
        for width in WIDTHS:
            for file, text in screens(lang, width).items():
                (SCREENS / file).write_text(text, encoding="utf-8")
    set_language("en")
    PICTURE.write_text(reports_stats.picture(sample()), encoding="utf-8")
