"""Views to draw in tests, and the screens they should make: `python tests/ui/sample_views.py` writes them anew."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from drillcli.kinds.base import Back, Front, How, Verdict
from drillcli.kinds.diff import diff
from drillcli.locale import set_language
from drillcli.model import Rating
from drillcli.ui import summary
from drillcli.ui.console import plain
from drillcli.ui.intervals import again_in, interval
from drillcli.ui.lines import Lines
from drillcli.ui.sitting import View, compose
from drillcli.ui.summary import Summary

SCREENS = Path(__file__).parent / "screens"
WIDTHS = (30, 80)
SHOWN = ("asked", "answered", "choice-wrong")

RATE = {
    "en": Front("Why does inference, not training, dominate the cost of a product that succeeds?", How.RATE),
    "zh": Front("为什么一个成功的产品，主要成本来自推理而不是训练？", How.RATE),
}
ANSWER = {
    "en": Back(
        "Training is paid **once**, inference for every request: at $n$ requests a day the bill is $C = n \\cdot c$.",
        "So a cheaper token is worth more than a cheaper run as soon as usage passes the break-even point.",
    ),
    "zh": Back(
        "训练只付**一次**，推理每次请求都要付：每天 $n$ 次请求，费用为 $C = n \\cdot c$。",
        "因此，一旦用量越过“盈亏平衡点”，每个词元便宜一点，就比训练便宜一点更值钱（训练成本是固定的）。",
    ),
}
DECK = {"en": "Startup challenges", "zh": "大模型创业：挑战、机会与风险"}
CHOICE = Front("Which share of the positives was found?", How.CHOOSE, ("precision", "recall `R`", "AUC"), (0, 1, 2))
TYPED = Front("What turns a vector by its position?", How.TYPE)
ORDER = Front("先做什么？", How.ORDER, ("清洗", "采集", "训练"), (1, 0, 2))


def grades() -> dict[Rating, str]:
    return dict(zip(Rating, map(interval, (10, 1440, 4 * 1440, 37 * 1440)), strict=True))


def asked(lang: str) -> View:
    return View(DECK[lang], RATE[lang], 4, 20, 2, 192, flash=again_in(4 * 1440))


def answered(lang: str) -> View:
    return replace(asked(lang), back=ANSWER[lang], grades=grades(), flagged=True, leech=True)


def views(lang: str) -> dict[str, View]:
    """Return a view of every sort, by name."""
    base = View(DECK[lang], CHOICE, 1, 9, 0, 7)
    given, right = "rotatory positon", "rotary position"
    wrong = {"grades": grades(), "chosen": Rating.AGAIN}
    return {
        "asked": asked(lang),
        "answered": answered(lang),
        "choice": base,
        "choice-wrong": replace(
            base, back=Back("recall `R`", "Misses cost the most."), verdict=Verdict(False, "AUC", "recall R"), **wrong
        ),
        "typed-wrong": replace(
            base,
            front=TYPED,
            back=Back(right),
            verdict=Verdict(False, given, right),
            pieces=diff(given, right),
            **wrong,
        ),
        "order-right": replace(
            base,
            front=ORDER,
            back=Back("1. 采集\n2. 清洗\n3. 训练"),
            verdict=Verdict(True, "采集 → 清洗 → 训练", "采集 → 清洗 → 训练"),
            grades=grades(),
        ),
        "code": replace(
            base,
            front=Front(
                "What does this print?\n\n```python\nprint([x ** 2 for x in range(10) if x % 3])\n```", How.RATE
            ),
            back=Back("| in | out |\n|---|---|\n| 输入 | 很长的一格文字，需要在格子里按规则换行。 |\n\n> 引用"),
            grades=grades(),
        ),
    }


def finished(lang: str) -> Summary:
    grades = {Rating.AGAIN: 3, Rating.HARD: 2, Rating.GOOD: 17, Rating.EASY: 2}
    days = [(7 * n) % 31 if n % 5 else 0 for n in range(84)]
    return Summary(DECK[lang], 24, 231, 0.857, grades, days, date(2026, 11, 22), 10, (12, 9, 0, 31, 4, 8, 2))


def screens(lang: str, width: int) -> dict[str, str]:
    """Return the text of each screen in a language, by file name."""
    set_language(lang)
    some = views(lang)
    made = {name: plain(Lines(compose(some[name], width, 24).lines), width) for name in SHOWN}
    made["summary"] = plain(summary.render(finished(lang), width), width)
    return {f"{name}-{lang}-{width}.txt": text for name, text in made.items()}


if __name__ == "__main__":
    for lang in ("en", "zh"):
        for width in WIDTHS:
            for file, text in screens(lang, width).items():
                (SCREENS / file).write_text(text, encoding="utf-8")
