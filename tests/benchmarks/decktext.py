"""Deck files of any size, in Chinese and English, the same for the same seed."""

import os
from pathlib import Path
from random import Random

MARK = "Q"
"""Each question begins with this letter and seven digits, so that a screen that shows one can be recognised."""

EN = (
    "rate",
    "of",
    "small",
    "model",
    "data",
    "grows",
    "batch",
    "size",
    "noise",
    "cost",
    "falls",
    "with",
    "use",
    "scale",
)
ZH = (
    "模型",
    "数据",
    "训练",
    "推理",
    "成本",
    "规模",
    "批量",
    "噪声",
    "学习率",
    "梯度",
    "收敛",
    "评测",
    "部署",
    "客户",
    "价格",
)


def deck(title: str, first: int, notes: int, seed: int) -> str:
    """Return a deck file of about 200 bytes a note; the numbers of its notes begin at `first`."""
    rng = Random(seed)
    return f"title: {{en: {title}, zh: {title}}}\nnotes:\n" + "".join(
        note(number, rng) for number in range(first, first + notes)
    )


def note(number: int, rng: Random) -> str:
    """Return one note, with its texts in both languages."""
    mark = f"{MARK}{number:07}"
    english, chinese = " ".join(rng.choices(EN, k=6)), "".join(rng.choices(ZH, k=6))
    return (
        f"- id: n{number:07}\n"
        f"  q: {{en: {mark} why {english}?, zh: {mark} 为什么{chinese}？}}\n"
        f"  a: {{en: '{' '.join(rng.choices(EN, k=4))}', zh: '{''.join(rng.choices(ZH, k=4))}。'}}\n"
        f"  tags: [{rng.choice(EN)}, {rng.choice(ZH)}]\n"
    )


def write(path: Path, text: str) -> Path:
    """Write a deck file that looks an hour old, since a file of this moment is not trusted to be finished."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    age(path)
    return path


def age(path: Path) -> None:
    """Set a file's mtime back by an hour."""
    then = path.stat().st_mtime - 3600
    os.utime(path, (then, then))
