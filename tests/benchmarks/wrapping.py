"""Chinese lines that break the rules, or are too wide: our line breaking against rich's."""

import io
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from unicodedata import east_asian_width

from harness import Bar, Contender, Lab, in_process
from rich.console import Console
from rich.text import Text

from drillcli.ui.wrap import wrap

NEVER_FIRST = frozenset("。，、；：？！）】》〉」』”’…—·%")
NEVER_LAST = frozenset("（【《〈「『“‘")
CHINESE = ("模型", "训练", "数据", "一个", "我们", "在", "的", "了", "学习率", "召回率", "不", "是", "为什么")
WORDS = (*CHINESE, "transformer", "GPU", "3.11", "40%", "F1", "batch-size")
STOPS = "，，，、；：…"
PAIRS = ("（）", "《》", "“”", "「」", "【】")
NONE = {"lines that break the rules": Bar(0), "lines too wide": Bar(0)}


def run(lab: Lab) -> None:
    rng = Random(20_261_122)
    sentences = [sentence(rng) for _ in range(400)]
    widths = lab.pick(range(30, 201, 10), range(30, 201))
    console = Console(file=io.StringIO(), width=200)

    def by_rich(text: str, width: int) -> Sequence[str]:
        return [line.plain.rstrip() for line in Text(text).wrap(console, width)]

    contenders = (
        Contender("rich Text.wrap", judge(by_rich, sentences, widths)),
        Contender("drill wrap", judge(wrap, sentences, widths), NONE),
    )
    lab.compare(f"400 Chinese sentences × {len(widths)} widths", contenders, 1, warm_up=False)


def sentence(rng: Random) -> str:
    """Return a random sentence with the punctuation that makes wrapping hard."""
    parts = []
    for _ in range(rng.randint(8, 40)):
        word = rng.choice(WORDS)
        if rng.random() < 0.15:
            pair = rng.choice(PAIRS)
            word = f"{pair[0]}{word}{rng.choice(WORDS)}{pair[1]}"
        parts.append(word + (rng.choice(STOPS) if rng.random() < 0.2 else ""))
    return "".join(parts) + rng.choice("。？！")


def judge(
    wrapper: Callable[[str, int], Sequence[str]], sentences: Sequence[str], widths: Sequence[int]
) -> Callable[[], dict[str, float]]:
    """Return what wraps all sentences at all widths, times one wrapping, and counts the bad lines."""

    def once() -> dict[str, float]:
        lines: list[tuple[int, Sequence[str]]] = []
        used = in_process(lambda: lines.extend((width, wrapper(text, width)) for width in widths for text in sentences))
        return {
            "cpu": used["cpu"] / len(lines),
            "lines that break the rules": float(sum(breaks_rule(wrapped) for _, wrapped in lines)),
            "lines too wide": float(sum(cells(line) > width for width, wrapped in lines for line in wrapped)),
        }

    return once


def breaks_rule(lines: Sequence[str]) -> int:
    """Return how many breaks stand before closing punctuation or after opening punctuation."""
    return sum(after[:1] in NEVER_FIRST or before[-1:] in NEVER_LAST for before, after in pairwise(lines))


def cells(line: str) -> int:
    """Return the cells of a line of Chinese and Latin."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in line)
