"""Items become notes that `drill check` takes."""

from dataclasses import replace
from pathlib import Path

import pytest
from draft_cases import item, options, parse_of
from hypothesis import given
from hypothesis import strategies as st

from drillcli.deckfile.check import check
from drillcli.extract.draft import draft
from drillcli.extract.draft_cloze import bold_terms, split
from drillcli.extract.draft_ids import names
from drillcli.extract.draft_language import language
from drillcli.extract.draft_notes import distinct, entry, note, notes, yaml
from drillcli.extract.draft_text import MOST, decode
from drillcli.extract.items import Code, Item, Kind, Parse, Point

CACHE = item()


def fields(made: Item) -> dict[str, object]:
    """Return the fields of the only note of a draft, but for where it comes from."""
    (candidate,) = draft(parse_of(made), 0.5).candidates
    return {name: value for name, value in candidate.entry[2].items() if name != "from"}


def kind_of(made: Item) -> str:
    return draft(parse_of(made), 0.5).candidates[0].entry[1]


def test_a_question_and_an_answer() -> None:
    """A question is a basic note with its reason, in plain texts, and says where it comes from."""
    (candidate,) = draft(parse_of(replace(CACHE, explanation="Reading is cheaper.")), 0.5).candidates
    assert candidate.entry == (
        "what-is-a-cache",
        "basic",
        {
            "q": {"": "What is a cache?"},
            "a": {"": "A memory for what was computed before."},
            "why": {"": "Reading is cheaper."},
            "from": ["notes.md:3"],
        },
    )


def test_only_an_explanation() -> None:
    """Where a document has no answer but an explanation, that is the answer."""
    assert fields(replace(CACHE, answer="", explanation="Because.")) == {
        "q": {"": "What is a cache?"},
        "a": {"": "Because."},
    }


def test_choices() -> None:
    """A multiple-choice question with one right option is a choice; its explanation is the reason."""
    made = item(answer="B", options=options("red", "blue"), correct=("B",), explanation="The sky.")
    assert kind_of(made) == "choice"
    assert fields(made) == {
        "q": {"": "What is a cache?"},
        "choices": {"": ["red", "blue"]},
        "answer": 2,
        "why": {"": "The sky."},
    }


@pytest.mark.parametrize("answer", ["B", "b", "B. blue", "blue", "Blue。"])
def test_answer_that_names_the_option(answer: str) -> None:
    """An answer that only names the right option is not a reason."""
    assert "why" not in fields(item(answer=answer, options=options("red", "blue"), correct=("B",)))


def test_answer_that_says_more() -> None:
    """What an answer says beyond the right option is the reason."""
    made = item(answer="B\n\nIt scatters.", options=options("red", "blue"), correct=("B",))
    assert fields(made)["why"] == {"": "It scatters."}


@pytest.mark.parametrize(
    ("texts", "correct"),
    [
        (("red", "blue"), ("A", "B")),
        (("red", "blue"), ()),
        (("red", "blue"), ("Z",)),
        (("red",), ("A",)),
        (("red", "Red。"), ("A",)),
        (tuple("abcdefghij"), ("A",)),
        (("red", " "), ("A",)),
    ],
)
def test_options_that_are_no_choice(texts: tuple[str, ...], correct: tuple[str, ...]) -> None:
    """Options that a choice note may not have stand below the question as a list."""
    made = item(options=options(*texts), correct=correct)
    assert kind_of(made) == "basic"
    assert notes(yaml([draft(parse_of(made), 0.5).candidates[0].entry]))
    assert fields(made)["q"] == {
        "": "What is a cache?\n\n" + "\n".join(f"- {chr(65 + n)}. {text}".rstrip() for n, text in enumerate(texts))
    }


def test_several_right_options_without_an_answer() -> None:
    """The answer to a question with several right options names them all."""
    made = item(answer="", options=options("red", "blue", "green"), correct=("A", "C"))
    assert fields(made)["a"] == {"": "A. red\nC. green"}


def test_an_exercise_is_its_program() -> None:
    """An exercise whose only answer is a program has it in a fence."""
    made = item(kind=Kind.EXERCISE, answer="", code=(Code("python", "", "x = 1\n", 9),))
    assert fields(made)["a"] == {"": "```python\nx = 1\n```"}


def test_what_makes_no_note() -> None:
    """A question without an answer, and one that is not sure enough, are left out and told apart."""
    items = (CACHE, item(line=9, answer=" \n"), item(line=12, confidence=0.4), item(line=15, question="\n"))
    made = draft(parse_of(*items), 0.5)
    assert [candidate.item.line for candidate in made.candidates] == [3]
    assert [one.line for one in made.unanswered] == [9, 15]
    assert [one.line for one in made.unsure] == [12]


def test_duplicates_are_kept_and_tagged() -> None:
    """The later of two items that say the same is kept with a tag."""
    twin = item(line=30, question="And what is a memo, then?")
    made = draft(parse_of(CACHE, twin), 0.5)
    assert [candidate.entry[2].get("tags") for candidate in made.candidates] == [None, ["duplicate"]]
    assert [candidate.twin for candidate in made.candidates] == [None, CACHE]
    assert [(earlier.line, later.line, found.on) for earlier, later, found in made.duplicates] == [(3, 30, ("answer",))]


def test_title_of_one_document() -> None:
    """The deck has the title of the document, else the name of its file."""
    assert draft(Parse((CACHE,), (), {"notes.md": "All about caches"}), 0.5).title == "All about caches"
    assert draft(parse_of(CACHE), 0.5).title == "notes"


def test_title_of_several_documents() -> None:
    """Several documents give their titles once each."""
    items = (CACHE, item(file="more.md"), item(file="rest.md"))
    titles = {"notes.md": "Caches", "more.md": "Queues", "rest.md": "Caches"}
    assert draft(Parse(items, (), titles), 0.5).title == "Caches · Queues"


# -- ids ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What is the difference between a hub and a switch?", "difference-between-hub-switch"),
        ("What is HTTP/2?", "http-2"),
        ("Why?", "q-7"),
        ("什么是 KV 缓存？", "q-7"),
        ("What's a `std::vector`, and why isn't it a list?", "whats-std-vector-isnt"),
        ("What is it for?", "what-is-it-for"),
    ],
)
def test_id_of_a_question(question: str, name: str) -> None:
    """An id is the telling English words of a question, else its number."""
    assert [*names([item(question=question, number=7)])] == [name]


def test_long_ids_are_cut_at_a_word() -> None:
    """An id has at most 48 characters and six words."""
    question = "Incomprehensibilities characteristically counterrevolutionaries electroencephalographically?"
    assert [*names([item(question=question)])] == ["incomprehensibilities-characteristically"]
    assert [*names([item(question="x" * 60 + " yes")])] == ["x" * 48]


def test_ids_are_unique() -> None:
    """Items that would have the same id are counted."""
    items = [item(question="为什么？", number=1), item(question="怎么办？", number=1), item(question="谁？", number=2)]
    assert [*names(items)] == ["q-1", "q-1-2", "q-2"]


def test_ids_of_several_files() -> None:
    """Numbers of several files are told apart by the first word of the file's name, or all of it."""
    files = ["d/000_ab.txt", "d/001_ab.txt"]
    assert [*names([item(question="为什么？", number=1, file=file) for file in files])] == ["000-q-1", "001-q-1"]
    files = ["part one.md", "part two.md", "第三.md"]
    found = [*names([item(question="为什么？", kind=Kind.EXERCISE, file=file) for file in files])]
    assert found == ["part-one-c-1", "part-two-c-1", "d3-c-1"]


def test_ids_outlive_additions() -> None:
    """What is added at the end of a document changes no id before it."""
    items = [
        item(question=question) for question in ("为什么？", "What is a hub for?", "为什么？", "What is a hub for?")
    ]
    assert [*names(items[:3])] == [*names(items)][:3]


# -- languages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("What is a fixed point? 不动点 in Chinese, of course.", "en"),
        ("先检索，再交给模型作答（Retrieval-Augmented Generation）。", "zh"),
        ("```python\nprint(1)  # nothing else in here at all\n```\n打印一行。", "zh"),
        ("`O(n)`, $x^2$", ""),
        ("42", ""),
    ],
)
def test_language(text: str, lang: str) -> None:
    """A text with as many Chinese characters as English words is Chinese; code and formulas say nothing."""
    assert language(text) == lang


def test_a_deck_in_two_languages() -> None:
    """Where notes are in different languages, each says which; a note that says nothing stays plain."""
    chinese = item(question="什么是缓存？", answer="KV", line=9)
    number = item(question="1 + 1?", answer="2", line=12)
    made = draft(parse_of(CACHE, chinese, number), 0.5)
    assert [candidate.entry[2]["q"] for candidate in made.candidates] == [
        {"en": "What is a cache?"},
        {"zh": "什么是缓存？"},
        {"": "1 + 1?"},
    ]


# -- what `drill check` says -------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    ["", " ", "```\n# x\n```", "- a: b\n- c", "{{x}}", "什么？", "a\r\nb", "\x00", "\x85", "no", "%", "'\"\\"]
)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT, st.lists(TEXT, max_size=4)), max_size=6))
def test_any_texts_make_a_deck(texts: list[tuple[str, str, str, list[str]]]) -> None:
    """Whatever the texts are, the draft can be read, and has its notes."""
    items = [
        item(question=q, answer=a, explanation=why, options=options(*more), correct=("A",) if more else (), line=line)
        for line, (q, a, why, more) in enumerate(texts, 1)
    ]
    made = draft(parse_of(*items), 0.5)
    assert len(made.candidates) + len(made.unanswered) == len(items)
    if made.candidates:
        read = notes(yaml(candidate.entry for candidate in made.candidates))
        assert [one.id for one in read] == [candidate.entry[0] for candidate in made.candidates]


def test_a_draft_passes_the_check(tmp_path: Path) -> None:
    """The checker finds no error in a draft."""
    items = (CACHE, item(line=9, question="What is a queue?", answer="B", options=options("x", "y"), correct=("B",)))
    path = tmp_path / "draft.yaml"
    path.write_text(yaml(candidate.entry for candidate in draft(parse_of(*items), 0.5).candidates), encoding="utf-8")
    report = check([path])
    assert (report.faults, report.notes) == ((), 2)


# -- what the user makes of a note -------------------------------------------------------------


def basic(answer: str) -> Item:
    return item(answer=answer)


def cloze_of(answer: str, *words: str) -> str:
    """Return the text of the cloze that a note with this answer is split into."""
    made = split(note(draft(parse_of(basic(answer)), 0.5).candidates[0].entry), words)
    assert note(made).kind == "cloze"
    return str(made[2]["cloze"][""])


def test_split_at_what_is_bold() -> None:
    """The terms in bold become gaps, without a colon that ends them; code stays."""
    assert cloze_of("- **Key：** a name\n- **value** `**x**`") == (
        "What is a cache?\n\n- {{Key}}：a name\n- {{value}} `**x**`".replace("：a", "： a")
    )
    assert bold_terms("**a：** b **c** `**d**`") == ["a", "c"]


def test_split_at_words() -> None:
    """The words that the user names become gaps where they first stand, the longer ones first."""
    assert cloze_of("hot data, cold, data", "hot data", "cold") == "What is a cache?\n\n{{hot data}}, {{cold}}, data"
    note_ = note(draft(parse_of(basic("hot data, data")), 0.5).candidates[0].entry)
    assert split(note_, ["data", "hot data"])[2]["cloze"] == {"": "What is a cache?\n\n{{hot data}}, {{data}}"}


@pytest.mark.parametrize(
    ("answer", "words", "reason"),
    [
        ("nothing here", (), "nothing is in bold"),
        ("a b", ("c",), "“c” is not in the answer"),
        ("use {{x}}", ("use",), "without double braces"),
        ("std::vector", ("std::vector",), "cannot be gaps"),
        ("memory, or memory", ("memory",), "also stands outside its gap"),
    ],
)
def test_what_cannot_be_split(answer: str, words: tuple[str, ...], reason: str) -> None:
    """A note in which there is nothing to leave out stays as it is, with the reason."""
    with pytest.raises(ValueError, match=reason):
        cloze_of(answer, *words)


def test_split_keeps_the_rest() -> None:
    """A note that is split keeps its id, reason, tags and source."""
    made = note(draft(parse_of(item(answer="**A** store", explanation="It is fast.")), 0.5).candidates[0].entry)
    name, _kind, said = split(made)
    assert (name, said["why"], said["from"]) == ("what-is-a-cache", {"": "It is fast."}, ["notes.md:3"])


def test_what_the_editor_gives_back() -> None:
    """What comes back from the editor is read as a deck, and its first fault is told with the line."""
    source = yaml([draft(parse_of(CACHE), 0.5).candidates[0].entry])
    (same,) = notes(source)
    assert yaml([entry(same)]) == source
    with pytest.raises(ValueError, match=r"line 6: unknown field `b`"):
        notes(source.replace("    a:", "    b:"))


def test_several_notes_of_one() -> None:
    """Notes that the user made of one get ids of their own."""
    one = draft(parse_of(CACHE), 0.5).candidates[0].entry
    assert [name for name, _kind, _fields in distinct([one, one, one])] == [
        "what-is-a-cache",
        "what-is-a-cache-2",
        "what-is-a-cache-3",
    ]


# -- text on disk ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", "UTF-16"), ("gb18030", "GB18030")]
)
def test_encodings(encoding: str, told: str) -> None:
    """A document is read in the encoding that it has, which is told unless it is UTF-8; line breaks become one."""
    assert decode("什么是缓存？\r\n一种存储。\r好".encode(encoding)) == ("什么是缓存？\n一种存储。\n好", told)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n", "it is PDF"),
        (b"PK\x03\x04rest", "docx"),
        (b"\x7fELF\x02\x00\x00", "it is not text"),
        ("déjà vu, café".encode("latin-1"), "encoding is unknown"),
        ("這個問題的答案是什麼？請說明".encode("big5"), "encoding is unknown"),
        (b"\xff\xfea", "encoding is unknown"),
        (b"a" * (MOST + 1), "too much"),
    ],
)
def test_what_is_no_text(data: bytes, reason: str) -> None:
    """What is no text, or in an encoding that cannot be told, is refused with the reason."""
    with pytest.raises(ValueError, match=reason):
        decode(data)


def test_points_are_not_needed() -> None:
    """The list stands in the answer as the document has it; its points are for the JSON."""
    made = replace(CACHE, answer="- **a：** b", points=(Point("a", "b"),))
    assert fields(made)["a"] == {"": "- **a：** b"}
