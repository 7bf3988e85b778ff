"""What the columns of a table of cards are called, in English and Chinese."""

import re
from collections.abc import Mapping
from typing import NamedTuple

_NAMES: Mapping[str, str] = {
    "q": "q question front prompt term word expression 正面 问题 問題 题目 题干 问 单词 單詞 词语 术语",
    "a": "a answer back response definition meaning translation 背面 答案 回答 答 释义 含义 定义 译文 翻译",
    "cloze": "cloze text 填空 填空题 挖空",
    "why": "why explanation reason extra backextra remark remarks note notes comment 解析 解释 说明 备注 原因",
    "tags": "tags tag labels label 标签 標籤 标记",
    "deck": "deck category 牌组 牌組 卡组 卡片组 记忆库 分类",
    "id": "id guid noteid 编号 标识",
    "choices": "choices options choice option 选项",
    "accept": "accept accepted acceptedanswers 可接受答案",
    "order": "order steps 排序 顺序",
    "number": "number value 数值",
    "tolerance": "tolerance 误差 容差",
    "unit": "unit 单位",
    "reverse": "reverse reversed bidirectional 双向 反向",
    "from": "from source sources 来源 出处",
    "fixes": "fixes",
    "as_of": "asof",
    "exercise": "exercise",
    "kind": "kind type 题型 类型",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()}
_LANGUAGE = re.compile(r"(.+?)[\s_:.\-/]*[(（\[]?(en|zh)[)）\]]?")
_NUMBERED = re.compile(r"(choice|option|选项)[\s_]*([1-9]|[a-i])")

SKIPPED = "-"
_LONGEST = 100
"""No head of more characters is a name; to look for a language in one takes the square of its length."""


class Column(NamedTuple):
    """The field of a note that a column holds ("" for none), in one language or ("") in all; `name` is its head."""

    field: str
    lang: str = ""
    name: str = ""


def column(name: str) -> Column:
    """Return what a column with this head holds: `Front`, `question (zh)`, `q_en`, `选项A`, `-` for nothing."""
    head = name.strip().casefold()
    if len(head) > _LONGEST:
        return Column("", "", name)
    if (field := _FIELDS.get(_plain(head))) is not None:
        return Column(field, "", name)
    if _NUMBERED.fullmatch(head):
        return Column("choice", "", name)
    if found := _LANGUAGE.fullmatch(head):
        field = "choice" if _NUMBERED.fullmatch(found[1]) else _FIELDS.get(_plain(found[1]), "")
        return Column(field, found[2] if field else "", name)
    return Column("", "", name)


def _plain(head: str) -> str:
    return "".join(char for char in head if char.isalnum())
