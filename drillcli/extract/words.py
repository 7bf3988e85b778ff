"""The words that mark the parts of an item and of a document, in English and Chinese."""

from enum import StrEnum


class Field(StrEnum):
    """A part of an item that a marker opens."""

    QUESTION = "question"
    ANSWER = "answer"
    EXPLANATION = "explanation"
    CODE = "code"
    NOTE = "note"


def _list(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split("/"))


SPEAKERS = _list("interviewer/面试官/考官/记者/主持人")
"""Those who ask in a conversation; a paragraph after the last reply that has no speaker is not said by anyone."""

REPLIERS = _list("candidate/interviewee/me/我/候选人/应聘者/求职者/受访者/嘉宾")
"""Those who answer in a conversation."""

FIELDS: dict[Field, tuple[str, ...]] = {
    Field.QUESTION: SPEAKERS
    + _list("q/question/problem/exercise/quiz/front/prompt/task/problem statement/description")
    + _list("问/问题/题目/面试题/试题/习题/例题/练习/练习题/思考题/提问/题/编程题/题干/题目描述/问题描述/题目要求"),
    Field.ANSWER: _list("a/ans/answer/answers/solution/solutions/response/reply/back/answer key/correct answer")
    + _list("correct answers/right answer/sample answer/model answer/suggested answer/short answer/show answer")
    + _list("view answer/reveal answer/see answer/click for answer/show solution/view solution/see solution")
    + _list("answers and explanations/answer and explanation")
    + _list(
        "答/答案/回答/解答/参考答案/标准答案/正确答案/参考回答/示例回答/答复/参考解答/查看答案/显示答案/点击查看答案"
    )
    + _list(
        "展开答案/答案与解析/答案及解析/答案和解析/参考答案与解析/参考答案及解析/习题答案/练习答案/试题答案/答案部分"
    )
    + REPLIERS,
    Field.EXPLANATION: _list("explanation/explanations/rationale/reasoning/discussion/commentary/analysis")
    + _list(
        "解析/答案解析/分析/详解/讲解/解释/题解/点评/试题解析/题目解析/详细解析/理由/解题思路/思路/答案分析/参考解析"
    ),
    Field.CODE: _list("code/example code/code example/sample code/reference code/implementation/program")
    + _list("代码/代码示例/示例代码/代码实现/参考代码/源代码/程序/代码实例/源代码实例"),
    Field.NOTE: _list("topic/topics/tags/tag/difficulty/level/category/source/references/reference/further reading")
    + _list("see also/hint/keywords/points")
    + _list(
        "考点/知识点/难度/难度级别/难度等级/标签/来源/出处/分值/题型/类型/参考/参考资料/延伸阅读/提示/关键词/所属章节/考查点/考察点"
    ),
}

FIELD_OF: dict[str, Field] = {word: field for field, words in FIELDS.items() for word in words}

HEADS: dict[Field, frozenset[str]] = {
    Field.QUESTION: frozenset((*FIELDS[Field.QUESTION], *_list("questions/term/word/术语/名词/概念"))),
    Field.ANSWER: frozenset((*FIELDS[Field.ANSWER], *_list("definition/meaning/定义/释义/含义"))),
    Field.EXPLANATION: frozenset((*FIELDS[Field.EXPLANATION], *_list("notes/why/说明/备注"))),
}
"""What the columns of a table of questions and answers are called."""

CONTEXT = (
    *_list("question/faq/quiz/interview/exercise/q&a/q & a/answers/trivia/flashcard/exam"),
    *_list("题/问答/问与答/练习/面试/常见问/答疑/考试"),
)
"""Words that make a title or section promise questions."""

CLOSING = (
    *_list(
        "以上/综上/总之/总的来说/希望/通过以上/通过本文/通过这些/本文/祝/感谢/谢谢/欢迎/完/（完）/未完/更多/最后/结束"
    ),
    *("that's all", "that is all", "hope this", "hope these", "i hope", "we hope", "good luck", "thanks", "thank you"),
    *(
        "in summary",
        "in conclusion",
        "to sum up",
        "happy ",
        "these were",
        "this concludes",
        "feel free",
        "if you found",
        "if you like this",
        "if you liked",
        "if this helped",
    ),
    *("contributions", "pull requests", "the end", "end of"),
)
"""How closing words begin."""

NOT_ITEMS = frozenset(
    (
        *_list("introduction/contents/table of contents/toc/license/contributing/credits/references/about/resources"),
        *_list(
            "acknowledgements/acknowledgments/summary/conclusion/preface/usage/installation/overview/further reading"
        ),
        *_list("links/contact/author/authors/contributors"),
        *_list("questions?/any questions?/got questions?/more questions?/need help?/有问题？/还有问题？/有疑问？"),
        *_list("总结/结语/前言/引言/简介/目录/参考文献/参考资料/后记/致谢/小结/结论/概述/关于"),
    )
)
"""Headings that are no questions even among questions."""

PARTS = frozenset((*FIELD_OF, *_list("questions/exercises/problems/问答/试题部分/答案部分")))
"""Headings that say which part follows, not what it is about."""
