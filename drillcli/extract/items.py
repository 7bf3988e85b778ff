"""What a document is read into: items of question and answer, and what was left out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Source(NamedTuple):
    """A document: its name as messages cite it, and its text."""

    name: str
    text: str


class Point(NamedTuple):
    """One entry of a list in an answer.

    Attributes:
        label: what stands before the colon or in bold (`数据加密`), without markup; empty where there is none.
        text: the rest, as in the document; the whole entry where there is no label.
        group: the label over the list (`优势` over three advantages), empty where there is none.
    """

    label: str
    text: str
    group: str = ""


class Code(NamedTuple):
    """A code block: language as the fence names it, the line that introduces it, its text, its 1-based line."""

    language: str
    caption: str
    text: str
    line: int


class Span(NamedTuple):
    """Lines of a document, both ends included, 1-based."""

    first: int
    last: int


class Kind(StrEnum):
    """What an item asks for."""

    QUESTION = "question"
    EXERCISE = "exercise"
    """The reply is a program, without a word of prose."""


class Reason(StrEnum):
    """Why an item is as sure as it is; the first five speak for it, the others against."""

    MARKED_QUESTION = "marked question"
    """`Q:`, `题目：`, `面试题 3：`, a table's column, `<summary>`, a term with its definition."""
    MARKED_ANSWER = "marked answer"
    """`A:`, `答案：`, `解析：`, a table's column, an answer's part of the document."""
    NUMBERED = "numbered"
    ASKS = "asks"
    """The question ends in a question mark or begins as questions do."""
    RECURS = "recurs"
    """At least three items of the document look like this one."""
    UNMARKED_ANSWER = "unmarked answer"
    """The answer is what happens to follow the question."""
    NO_ANSWER = "no answer"
    DOES_NOT_ASK = "does not ask"
    """Neither marked as a question nor worded as one."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question with all that the document says about it; texts are as in the document, up to blank lines and markup.

    Attributes:
        kind: a question, or a programming exercise.
        number: the number in the document (`12`, `第十二题`, `Q12`; the last one of `3.12`), None without one.
        heading: the line that opens the item, without its number and markers.
        question: the question in full; the heading where the document has no other.
        answer: the answer in full with its lists and code; empty where there is only an explanation.
        points: the entries of the answer's lists.
        explanation: the part marked as 解析, Explanation and the like.
        explanation_points: the entries of its lists.
        code: all code blocks of the answer and the explanation.
        options: the choices of a multiple-choice question; the label is the letter.
        correct: the letters of the right options.
        notes: other marked fields (考点, Difficulty, Tags, …).
        section: the heading over the item, empty where there is only the document's title.
        file: the name of the document.
        line: the 1-based line where the item begins.
        spans: all lines that the item took, in order.
        confidence: 0 to 1, how sure it is that this is a question with its answer.
        reasons: what the confidence stands on.
    """

    kind: Kind
    number: int | None
    heading: str
    question: str
    answer: str
    points: tuple[Point, ...]
    explanation: str
    explanation_points: tuple[Point, ...]
    code: tuple[Code, ...]
    options: tuple[Point, ...]
    correct: tuple[str, ...]
    notes: tuple[Point, ...]
    section: str
    file: str
    line: int
    spans: tuple[Span, ...]
    confidence: float
    reasons: tuple[Reason, ...]


class Left(StrEnum):
    """What a part is that no item took."""

    TITLE = "title"
    SECTION = "section"
    INTRODUCTION = "introduction"
    LEAD_IN = "lead-in"
    CLOSING = "closing"
    CONTENTS = "contents"
    FRONT_MATTER = "front matter"
    COMMENT = "comment"
    MARKUP = "markup"
    TEXT = "text"
    """None of the others: nothing says what it is."""
    REPLY = "answer without a question"
    UNANSWERED = "question without an answer"


class LeftOut(NamedTuple):
    """A part of a document that is in no item: what it is, where it begins (1-based), and its lines."""

    kind: Left
    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Parse:
    """All items of the documents in order, all that was left out, and the title of each document that has one."""

    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]
    titles: dict[str, str]
