"""The gaps of a cloze: where they end, and what their names are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.kinds.gaps import read


@pytest.mark.parametrize(
    ("source", "gaps"),
    [
        ("F1 is the {{harmonic mean}}", [("1", "harmonic mean")]),
        ("{{精确率::p}}和{{召回率::recall-2}}", [("p", "精确率"), ("recall-2", "召回率")]),
        ("{{a}}, {{b::n}}, {{c}}", [("1", "a"), ("n", "b"), ("2", "c")]),
        (r"{{$\frac{a}{b}$}} and {{$x_{i_{j}}$::x}}", [("1", r"$\frac{a}{b}$"), ("x", "$x_{i_{j}}$")]),
        (r"{{$\left\{x\right.$}}", [("1", r"$\left\{x\right.$")]),
        ("{{`std::vector`}}", [("1", "`std::vector`")]),
        ("{{std::vector::v}}", [("v", "std::vector")]),
        ("{{ spaced :: not a name}}", [("1", "spaced :: not a name")]),
        ("{{ harmonic mean ::h }}", [("h", "harmonic mean")]),
        ("{{{a}}}", [("1", "{a}")]),
        ("{{x}}}", [("1", "x")]),
        ("no gap, a {brace} and }}", []),
    ],
)
def test_gaps_are_found(source: str, gaps: list[tuple[str, str]]) -> None:
    """Braces within a gap go in pairs; a name is letters, digits and hyphens at its end."""
    cloze = read(source)
    assert [(gap.part, gap.text) for gap in cloze.gaps] == gaps
    assert all(cloze.text[gap.start : gap.end] == gap.text for gap in cloze.gaps)


def test_same_name_is_one_part() -> None:
    """Gaps that share a name are asked together."""
    assert read("{{a::x}} {{b::y}} {{c::x}}").parts == ("x", "y")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{}}", "the gap “{{}}” is empty: write in it what is asked"),
        ("{{ ::name}}", "the gap “{{ ::name}}” is empty: write in it what is asked"),
        ("一个{{没有结束的空", "the gap that begins “{{没有结束的空” is not closed"),
        ("{{an {unpaired brace}}", "the gap that begins “{{an {unpaired brace” is not closed"),
    ],
)
def test_broken_gaps_are_refused(source: str, message: str) -> None:
    """A gap that is empty or open is said to be."""
    with pytest.raises(ValueError, match=r"gap") as error:
        read(source)
    assert str(error.value).startswith(message)


WORDS = st.text("abc 字词`$*:.,", min_size=1).filter(lambda text: "::" not in text and text.strip(" :"))


@given(st.lists(st.tuples(st.text("abc 字词{`$*.,"), WORDS, st.sampled_from(["", "p", "x-1"]))), st.text("ab字}"))
def test_reading_undoes_writing(pieces: list[tuple[str, str, str]], tail: str) -> None:
    """Whatever is written between gaps and in them is read back, and the full text has all of it in order."""
    pieces = [(before.replace("{", "("), inner, name) for before, inner, name in pieces]
    source = "".join(f"{before}{{{{{text}{'::' if name else ''}{name}}}}}" for before, text, name in pieces) + tail
    cloze = read(source)
    assert [gap.text for gap in cloze.gaps] == [text.strip() for _, text, _ in pieces]
    assert cloze.text == "".join(before + text.strip() for before, text, _ in pieces) + tail
