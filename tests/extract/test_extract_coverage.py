"""No line is lost: each is in an item or left out, whatever the document is."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drillcli.extract.items import Source
from drillcli.extract.parse import parse

SAMPLES = Path(__file__).parent / "samples"
TEXTS = [path.read_text("utf-8") for path in sorted(SAMPLES.iterdir()) if path.suffix != ".json"]

LINES = st.sampled_from(
    [
        *(
            "",
            "",
            "# Title",
            "## 1. What is it?",
            "### 二、什么是它？",
            "1. What?",
            "2. How?",
            "   inside",
            "    far inside",
        ),
        *(
            "- Why?",
            "  - Because.",
            "- A: one",
            "- B: two",
            "**Q1.** What? **A:** This.",
            "**答案：** 是",
            "**解析：**",
        ),
        *(
            "Q: What?",
            "A: That.",
            "问：什么？",
            "答：是。",
            "Term",
            ": what it means",
            "a :: b",
            "> quoted",
            "> Q: What?",
            ">",
        ),
        *("| Question | Answer |", "|---|---|", "| a? | b |", "```python", "```", "~~~", "<details>", "</details>"),
        *(
            "<details><summary>What?</summary>",
            "<!-- x -->",
            "<!--",
            "-->",
            "---",
            "***",
            "===",
            "# Answers",
            "参考答案",
        ),
        *(
            "1-3 ABC",
            "[a](#b)",
            "[x]: y",
            "A. one B. two",
            "（一）什么？",
            "\t tab",
            "<p>text</p>",
            "以上。",
            "![i](j.png)",
        ),
        *(
            "1.",
            "-",
            "*",
            "<dt>a</dt>",
            "<dd>b</dd>",
            "</dl>",
            "第三题 什么？",
            "A2. no",
            "题目：",
            "考点：x",
            "代码：",
            "\x0c",
            "\x00",
        ),
    ]
)


def assert_complete(text: str) -> None:
    """Assert that every line with ink on it is in an item's spans or in what was left out, and no number is odd."""
    found = parse([("doc", text)])
    covered = {line for item in found.items for first, last in item.spans for line in range(first, last + 1)}
    for part in found.left_out:
        assert part.text == "\n".join(_lines(text)[part.line - 1 : part.line + part.text.count("\n")])
        covered |= set(range(part.line, part.line + part.text.count("\n") + 1))
    assert [number for number, line in enumerate(_lines(text), start=1) if line.strip() and number not in covered] == []
    assert all(0 <= item.confidence <= 1 for item in found.items)


def _lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").split("\n")


@pytest.mark.parametrize("text", TEXTS)
def test_samples_are_complete(text: str) -> None:
    """Each line of the samples is accounted for, with any line ends and a byte order mark."""
    assert_complete(text)
    assert_complete("\ufeff" + text.replace("\n", "\r\n"))
    strip = [(item.question, item.answer, item.line) for item in parse([("a", text)]).items]
    assert strip == [
        (i.question, i.answer, i.line) for i in parse([("a", "\ufeff" + text.replace("\n", "\r\n"))]).items
    ]


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_mixtures_are_complete(lines: list[str]) -> None:
    """Each line of a random mixture of markers is accounted for."""
    assert_complete("\n".join(lines))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_complete(text: str) -> None:
    """Each line of any text is accounted for."""
    assert_complete(text)


HOSTILE = {
    "stars": "*" * 200_000,
    "headings": "\n".join(f"# {number}. What?" for number in range(2000)),
    "quotes": ">" * 10_000 + " x",
    "lists": "- " * 5000 + "x",
    "indents": "\n".join("  " * number + "- a" for number in range(300)),
    "tags": "<details>" * 5000,
    "comments": "<!--" * 5000,
    "one line": "What? Answer: " * 5000,
    "brackets": "[" * 20_000,
    "table": "| Question | Answer |\n|--|--|\n" + "| a? | b |\n" * 2000,
    "keys": "1-5 ABCDE " * 5000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_complete(name: str) -> None:
    """Deep nesting, endless lines and open brackets are read like any text."""
    assert_complete(HOSTILE[name])


def test_a_list_of_thousands_of_entries_takes_seconds():
    """The label over each entry is found without going through the list for each of the others."""
    text = "**Q: What is there?**\n\nA: these.\n\n" + "- An entry.\n" * 2000
    (item,) = parse([Source("a.md", text)]).items
    assert len(item.points) == 2000
