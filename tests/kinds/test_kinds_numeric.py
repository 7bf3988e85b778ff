"""Numbers: every way to write one, tolerances and units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinds_cases import answered, asked, faults, make, only

from drillcli.kinds import kind
from drillcli.kinds.base import Back, How, Verdict, untold
from drillcli.kinds.numeric import quantity
from drillcli.model import Card


def number(value: str, tolerance: str | None = None, unit: str | None = None) -> Card:
    parts = {"value": value, "tolerance": tolerance, "unit": unit}
    return only(make(q="?", number={key: text for key, text in parts.items() if text is not None}))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0.60", 0.6, ""),
        (".5", 0.5, ""),
        ("5.", 5, ""),
        ("１２．５", 12.5, ""),
        ("1,000", 1000, ""),
        ("1，000，000", 1e6, ""),
        ("1， ５００", 1500, ""),
        ("１．５", 1.5, ""),
        ("１。５", 1.5, ""),
        ("－３％", -3, "%"),
        ("- 3", -3, ""),
        ("１５ｅ－１", 1.5, ""),
        ("￥１，５００", 1500, "cny"),
        ("1500圆。", 1500, "cny"),
        ("5 µs", 5, "μs"),
        ("1 000.5", 1000.5, ""),
        ("-3", -3, ""),
        ("−3 ms", -3, "ms"),
        ("2/3", 2 / 3, ""),
        ("60%", 60, "%"),
        ("６０ ％", 60, "%"),
        ("6.02e23", 6.02e23, ""),
        ("6.02E+23", 6.02e23, ""),
        ("6.02×10^23", 6.02e23, ""),
        ("1.5 x 10^-3 s", 0.0015, "s"),
        ("10^9", 1e9, ""),
        ("= 14 GB", 14, "gb"),
        ("≈0.667", 0.667, ""),
        ("约14毫秒。", 14, "毫秒"),
        ("$0.6$", 0.6, ""),
        ("3 epochs", 3, "epochs"),
        ("5/s", 5, "/s"),
    ],
)
def test_numbers_are_read(text: str, value: float, unit: str) -> None:
    """Full-width digits, thousands, fractions, powers of ten, signs and units."""
    assert quantity(text) == (pytest.approx(value), unit)


@pytest.mark.parametrize(
    "text", ["", "abc", "nan", "inf", "1/0", "1e999", "--3", "9" * 5000, "一百", "一点五", "²", "%", "e5"]
)
def test_what_is_no_number(text: str) -> None:
    """Words, infinities and nothing are no numbers, and never right."""
    assert quantity(text) is None
    assert not answered(number("0"), text).right


@pytest.mark.parametrize(
    ("response", "right"),
    [("0.6", True), ("60%", True), ("3/5", True), ("0.605", True), ("0.595", True), ("0.606", False), ("60", False)],
)
def test_tolerance_and_percent(response: str, right: bool) -> None:
    """The bounds of the tolerance are within it; a percentage is a share where the note has no unit."""
    assert answered(number("0.60", "0.005", ""), response).right is right


@pytest.mark.parametrize(
    ("unit", "response", "right"),
    [
        ("%", "60", True),
        ("%", "60%", True),
        ("%", "0.6", False),
        ("GB/s", "60 gb/s", True),
        ("GB/s", "60", True),
        ("GB/s", "60 MB/s", False),
        ("GB/s", "60%", False),
        ("毫秒", "60毫秒", True),
        ("毫秒", "60 秒", False),
        ("", "60 kg", True),
        ("", "60 个月", True),
        ("USD", "$60", True),
        ("USD", "US$0.06k", True),
        ("USD", "60 美元", True),
        ("USD", "60 元", False),
        ("万元", "60 万元", True),
        ("", "0.006万", True),
        ("%", "60 percent", True),
        ("GB", "60G", True),
        ("USD", "$0.00006M", True),
        ("m", "60 m", True),
        ("", "60 1/2", False),
    ],
)
def test_units(unit: str, response: str, right: bool) -> None:
    """The unit may be left out, in any case; another unit is wrong."""
    assert answered(number("60", unit=unit), response).right is right


def test_exact_unless_tolerated() -> None:
    """Without a tolerance a number is exact, but for what binary fractions lose."""
    assert answered(number("93322"), "93,322").right
    assert not answered(number("93322"), "93323").right
    assert answered(number("0.30000000000000004"), "0.3").right
    assert answered(number("0"), "0.0").right
    assert not answered(number("0"), "0.0001").right


def test_faces() -> None:
    """The back has unit and tolerance where there are any; the verdict is in plain text."""
    card = number("0.60", "0.005", "ms")
    assert asked(card).how is How.NUMBER
    assert kind(card.note).back(card, "zh") == Back("0.60 ms（± 0.005）")
    assert answered(card, " 7 ") == Verdict(right=False, given="7", expected="0.60 ms", besides="± 0.005")
    plain, share = number("93322", "0"), number("60", "1", "%")
    assert kind(plain.note).back(plain, "en") == Back("93322")
    assert kind(share.note).back(share, "en") == Back("60% (± 1)")


@pytest.mark.parametrize(
    ("response", "below"), [("7", "± 0.005"), ("0.60", "± 0.005"), ("0.604", "0.60 (± 0.005)"), ("x", "± 0.005")]
)
def test_nothing_is_told_twice(response: str, below: str) -> None:
    """Below a comparison that names the number stands its tolerance only; below another right one the number too."""
    card = number("0.60", "0.005")
    assert untold(asked(card), kind(card.note).back(card, "en"), answered(card, response)) == below
    exact = number("0.60")
    assert not untold(asked(exact), kind(exact.note).back(exact, "en"), answered(exact, response))


@given(
    st.decimals(-(10**6), 10**6, places=3),
    st.sampled_from(["", "%", "ms", "GB/s", "毫秒", "万元", "/s"]),
    st.sampled_from(["{:f}", "{:,f}", "{:e}", "{:.9e}"]),
)
def test_right_number_is_right_however_written(value: object, unit: str, form: str) -> None:
    """A number in any form and its own text with the unit are right."""
    card = number(str(value), "0.001", unit)
    assert answered(card, kind(card.note).typed(card, "en")[0]).right
    assert answered(card, form.format(value)).right
    assert answered(card, form.format(value).translate({ord("0") + i: 0xFF10 + i for i in range(10)})).right


def test_faults() -> None:
    """Value and tolerance are finite numbers without unit, the tolerance not negative, and nothing else is there."""
    assert faults(make(q="?", number={"value": "2/3", "tolerance": "1e-3", "unit": "%"})) == []
    assert faults(make(q="?", number={})) == [(("number",), "`number` has no value: give it one")]
    for text in ("60%", "nan", "many", ""):
        message = f"“{text}” is not a number: write digits only, and the unit in `unit`"
        assert faults(make(q="?", number={"value": text})) == [(("number", "value"), message)]
    assert faults(make(q="?", number={"value": "1", "tolerance": "-1"})) == [
        (("number", "tolerance"), "“-1” is not a tolerance: give a number of 0 or more")
    ]
    assert faults(make(q="?", number={"value": "1", "units": "s"})) == [
        (("number", "units"), "`number` has no `units`: it has value, tolerance and unit")
    ]
