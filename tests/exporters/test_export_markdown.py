"""Markdown has a `Q:` and `A:`, or a `C:`, for each card, and no line that another program would misread."""

import re

from export_cases import NOTES, deck, of_notes, wish
from hypothesis import given

from drillcli.exporters.markdown import markdown
from drillcli.exporters.outgoing import BOTH, Outgoing


def written(*decks: Outgoing, lang: str = "en") -> str:
    return "".join(markdown(decks, wish(lang)))


def test_a_deck() -> None:
    head, basic, back, gaps, *_rest = written(deck()).split("\n\n")[:8]
    assert head == '---\nname = "Every kind"\n---'
    assert basic == "Q: What is paid once?\nA: **Training**"
    assert back == "Inference recurs."
    assert gaps == "Q: **Training**\nA: What is paid once?"
    assert "C: F1 is the [harmonic mean] of [precision] and recall.\n" in written(deck())
    assert "Q: What turns a vector?\nA: rotary embedding\n" in written(deck())


def test_both_languages_stand_in_one_card_but_gaps_in_a_card_each() -> None:
    text = written(deck(), lang=BOTH)
    assert (
        "Q: What is paid once?\n\n什么只付一次？\nA: **Training**\n\nInference recurs.\n\n训练\n\n推理会反复付费。\n"
        in text
    )
    assert text.count("\nC: ") == 2


def test_options_are_listed() -> None:
    found = re.search(r"Q: Which share was found\?\n\n1\. (.*)\n2\. (.*)\n3\. (.*)\nA: recall\n", written(deck()))
    assert found
    assert sorted(found.groups()) == ["AUC", "precision", "recall"]


def test_what_looks_like_a_mark_is_none() -> None:
    text = written(of_notes({"q": {"": "a\nQ: b\n---\nC: d"}, "a": {"": "A: e"}}, {"cloze": {"": "x[0] = {{y[1]}}"}}))
    assert "\nQ: a\n Q: b\n ---\n C: d\nA:  A: e\n" in text
    assert "\nC: x&#91;0&#93; = [y&#91;1&#93;]\n" in text


@given(NOTES)
def test_lines_that_begin_a_card_are_as_many_as_cards(fields: dict[str, object]) -> None:
    made = of_notes(fields)
    (note,) = made.notes()
    lines = written(made).removeprefix('---\nname = "Made"\n---\n').split("\n")
    marks = [line[:2] for line in lines if re.match("[QAC]:|---", line)]
    assert marks == (["C:"] if note.kind == "cloze" else ["Q:", "A:"] * (2 if fields.get("reverse") else 1))
