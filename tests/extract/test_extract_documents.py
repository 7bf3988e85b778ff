"""The five documents that the decks come from: everything in them is found, and nothing else."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from drillcli.extract.items import Item, Kind, Left, Parse
from drillcli.extract.parse import parse

FOLDER = Path(__file__).parents[3] / "shared" / "documents"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the documents are not part of the repository")


@cache
def found(number: int) -> Parse:
    """The parse of one document."""
    path = next(FOLDER.glob(f"{number:03}_*"))
    return parse([(path.name, path.read_text("utf-8"))])


def lines_of_code(items: tuple[Item, ...]) -> int:
    return sum(code.text.count("\n") + 1 for item in items for code in item.code)


COUNTS = {  # questions, exercises, code blocks, lines of code, 题目, 答案, 解析, points of answers and explanations
    0: (20, 5, 5, 128, 20, 20, 1, 80, 0),
    1: (11, 0, 6, 147, 0, 0, 11, 0, 43),
    2: (30, 0, 0, 0, 30, 30, 30, 151, 151),
    3: (30, 0, 0, 0, 30, 30, 0, 130, 0),
    4: (30, 0, 0, 0, 0, 30, 30, 96, 0),
}


@pytest.mark.parametrize("number", COUNTS)
def test_counts(number: int) -> None:
    """Each document has the questions, exercises, programs, fields and points that were counted by hand."""
    items = found(number).items
    questions = [item for item in items if item.kind is Kind.QUESTION]
    stated = sum("marked question" in item.reasons for item in questions if number != 2)
    assert (
        len(questions),
        len(items) - len(questions),
        sum(len(item.code) for item in items),
        lines_of_code(items),
        stated if number != 2 else sum(item.question != item.heading for item in questions),
        sum(bool(item.answer) for item in questions),
        sum(bool(item.explanation) for item in questions),
        sum(len(item.points) for item in items),
        sum(len(item.explanation_points) for item in items),
    ) == COUNTS[number]


@pytest.mark.parametrize("number", COUNTS)
def test_numbers_run_in_each_section(number: int) -> None:
    """The numbers of a section's items are 1, 2, 3, …: none is lost and none is double."""
    sections: dict[str, list[int | None]] = {}
    for item in found(number).items:
        sections.setdefault(item.section, []).append(item.number)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in sections.values())
    assert [len(numbers) for numbers in sections.values()] == {0: [20, 5], 1: [5, 2, 4]}.get(number, [30])


@pytest.mark.parametrize("number", COUNTS)
def test_texts_are_the_documents(number: int) -> None:
    """Every text of an item stands in the document, up to blank lines."""
    text = "".join(next(FOLDER.glob(f"{number:03}_*")).read_text("utf-8").split())
    for item in found(number).items:
        parts = [item.heading, item.question, item.answer, item.explanation, *(code.text for code in item.code)]
        parts += [part for point in (*item.points, *item.explanation_points) for part in (point.label, point.text)]
        assert all("".join(part.split()) in text for part in parts)


def test_exercises_have_their_tasks() -> None:
    """The exercises of document 000 have the question from the list and the program from under the heading."""
    exercises = [item for item in found(0).items if item.kind is Kind.EXERCISE]
    assert [item.heading for item in exercises] == ["图像识别", "文本分类", "语音识别", "推荐系统", "时间序列预测"]
    assert exercises[0].question == "使用卷积神经网络实现一个简单的图像识别模型，能够识别手写数字。"
    assert [item.line for item in exercises] == [242, 279, 305, 343, 372]
    assert [len(item.code) for item in exercises] == [1] * 5
    assert all(item.code[0].language == "python" for item in exercises)


def test_captions_of_programs() -> None:
    """The programs of document 001 have the words after 代码示例 as caption."""
    captions = [code.caption for item in found(1).items for code in item.code]
    assert captions[1] == "使用TensorFlow实现并行计算："
    assert len(captions) == 6
    assert all(captions)


def test_blocks_in_answers_are_groups() -> None:
    """优势 and 挑战 inside an answer are groups of its points, in five items of document 003."""
    groups = {item.number: list(dict.fromkeys(point.group for point in item.points)) for item in found(3).items}
    assert {number: names for number, names in groups.items() if names not in ([""], [])} == {
        3: ["优势", "挑战"],
        7: ["问题", "解决方法"],
        11: ["机会", "挑战"],
        20: ["挑战", "应对策略"],
        22: ["机遇", "挑战"],
    }


def test_labels_of_explanations_match() -> None:
    """The explanations of document 002 have the labels of the answers, in the same order."""
    for item in found(2).items:
        assert [point.label for point in item.points] == [point.label for point in item.explanation_points]


def test_free_text_is_left_out() -> None:
    """Titles, introductions and closing words are in no answer; each is named with its line."""
    kinds = {number: Counter(part.kind for part in found(number).left_out) for number in COUNTS}
    assert all(kinds[number][Left.TITLE] == 1 for number in COUNTS)
    assert [kinds[number][Left.CLOSING] for number in COUNTS] == [1, 1, 1, 1, 0]
    assert kinds[0][Left.LEAD_IN] == 2
    assert kinds[4][Left.INTRODUCTION] == 1
    assert {number: part.line for number in (0, 1) for part in found(number).left_out if part.kind is Left.CLOSING} == {
        0: 395,
        1: 285,
    }


def test_twins_have_one_answer() -> None:
    """Items 12 and 17 of document 002 have the same answer under different headings."""
    items = found(2).items
    assert items[11].answer == items[16].answer
    assert items[11].heading != items[16].heading
