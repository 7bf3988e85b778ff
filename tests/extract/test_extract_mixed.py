"""Documents in which one style of questions follows another: each is found, and no answer takes the next question."""

import pytest

from drillcli.extract.items import Source
from drillcli.extract.parse import parse

LIST = "1. What is a cache?\n\n   A store.\n\n2. What is a queue?\n\n   A line.\n\n"
NUMBERED = "1. What is a broker?\n\nIt passes on.\n\n2. What is a topic?\n\nA stream.\n\n"
HEADINGS = "### Q4 What is a heap?\n\nA tree in an array.\n\n### Q5 What is a trie?\n\nA tree of prefixes.\n\n"
ASKING = "## What is a set?\n\n- no order\n- no twins\n\n## What is a map?\n\nKeys and values.\n\n"
MARKED = "Q: What is a graph?\nA: Nodes and edges.\n\nQ: What is a tree?\nA: A graph without cycles.\n\n"
TABLE = "| Question | Answer |\n|---|---|\n| What is a stack? | A pile. |\n| What is a ring? | A loop. |\n\n"
BOLD = "**What is SQL?**\n\nA language.\n\n**What is an index?**\n\nA sorted copy.\n\n"
CHINESE = "问：什么是图？\n答：点和边。\n\n问：什么是树？\n答：没有环的图。\n\n"
CHINESE_LIST = "1. 什么是缓存？\n\n   答案的存放处。\n\n2. 什么是队列？\n\n   排队的消息。\n\n"

PAIRS = {
    LIST: [("What is a cache?", "A store."), ("What is a queue?", "A line.")],
    NUMBERED: [("What is a broker?", "It passes on."), ("What is a topic?", "A stream.")],
    HEADINGS: [("What is a heap?", "A tree in an array."), ("What is a trie?", "A tree of prefixes.")],
    ASKING: [("What is a set?", "- no order\n- no twins"), ("What is a map?", "Keys and values.")],
    MARKED: [("What is a graph?", "Nodes and edges."), ("What is a tree?", "A graph without cycles.")],
    TABLE: [("What is a stack?", "A pile."), ("What is a ring?", "A loop.")],
    BOLD: [("What is SQL?", "A language."), ("What is an index?", "A sorted copy.")],
    CHINESE: [("什么是图？", "点和边。"), ("什么是树？", "没有环的图。")],
    CHINESE_LIST: [("什么是缓存？", "答案的存放处。"), ("什么是队列？", "排队的消息。")],
}


def found(text: str) -> list[tuple[str, str]]:
    return [(item.question, item.answer) for item in parse([Source("d.md", text)]).items if item.confidence >= 0.5]


@pytest.mark.parametrize(
    "parts",
    [
        (LIST, HEADINGS, MARKED),
        (HEADINGS, MARKED, LIST),
        (HEADINGS, MARKED, NUMBERED),
        (MARKED, ASKING, TABLE),
        (ASKING, TABLE),
        (HEADINGS, LIST),
        (BOLD, HEADINGS, MARKED),
        (LIST, MARKED, HEADINGS),
        (CHINESE, CHINESE_LIST),
        (CHINESE_LIST, CHINESE, HEADINGS),
    ],
)
def test_each_style_in_one_document(parts: tuple[str, ...]) -> None:
    """In any order; the last question of a style ends where the next style begins."""
    assert found("# Notes\n\n" + "".join(parts)) == [pair for part in parts for pair in PAIRS[part]]


def test_a_table_whose_questions_have_numbers() -> None:
    """The number before a question in a cell is its number, as in the other styles, and no part of it."""
    rows = "| 题目 | 答案 |\n|---|---|\n| 15. 什么是栈？ | 一堆。 |\n| 16、什么是环？ | 一圈。 |\n"
    items = parse([Source("d.md", rows)]).items
    assert [(item.number, item.question) for item in items] == [(15, "什么是栈？"), (16, "什么是环？")]


@pytest.mark.parametrize(
    "answer",
    [
        "Surveys are an art. Ask yourself:\n\n1. Who are you?\n\n   Pick.\n\n2. What for?\n\n   Think.",
        "Good surveys answer two questions.\n\n1. Who are you?\n\n   Pick.\n\n2. What for?\n\n   Think.",
        "Surveys are an art.\n\n- **Who are you asking?** Pick the audience.\n- **What for?** Pick the goal.",
        "Surveys are an art.\n\n1. Who?\n2. When?",
        "好的调查要回答以下问题。\n\n1. 问谁？\n\n   选人。\n\n2. 为何？\n\n   定目标。",
    ],
)
def test_questions_in_an_answer_stay_there(answer: str) -> None:
    """A list that words lead to, or whose entries have no paragraphs of their own, is a part of the answer."""
    text = f"# FAQ\n\nQ: How do I start?\nA: Install it.\n\nQ: How do I design a survey?\nA: {answer}\n"
    assert [asked for asked, _answer in found(text)] == ["How do I start?", "How do I design a survey?"]
    assert found(text)[1][1] == answer


FOLDED = "<details>\n<summary>What is a fork?</summary>\n\nA copy.\n\n</details>\n\n"
DEFINED = "What is a pipe?\n: A stream.\n\n"


@pytest.mark.parametrize(
    ("block", "pairs"),
    [
        (TABLE, PAIRS[TABLE]),
        (FOLDED, [("What is a fork?", "A copy.")]),
        (DEFINED, [("What is a pipe?", "A stream.")]),
    ],
)
def test_a_question_without_an_answer_takes_no_block_that_has_its_own(block: str, pairs: list[tuple[str, str]]) -> None:
    """A table of questions, a folded answer or a definition that asks ends a `Q:` whose `A:` was forgotten."""
    items = parse([Source("d.md", f"Q: What is lonely?\n\n{block}{MARKED}")]).items
    assert [(item.question, item.answer) for item in items if item.answer] == [*pairs, *PAIRS[MARKED]]
    assert [item.question for item in items if not item.answer] == ["What is lonely?"]


@pytest.mark.parametrize(
    ("block", "answer"),
    [
        ("| size | cost |\n|---|---|\n| 1 | 2 |\n\n", "| size | cost |\n|---|---|\n| 1 | 2 |"),
        ("<details>\n<summary>Answer</summary>\n\nThe sizes.\n\n</details>\n\n", "The sizes."),
        ("A: See\n\n" + DEFINED, "See\n\nWhat is a pipe?\n\nA stream."),
    ],
)
def test_a_block_may_be_the_answer(block: str, answer: str) -> None:
    """A table of figures, a folded text called answer, and what stands below `A:` belong to the question above."""
    assert found(f"Q: What are the sizes?\n\n{block}{MARKED}") == [("What are the sizes?", answer), *PAIRS[MARKED]]
