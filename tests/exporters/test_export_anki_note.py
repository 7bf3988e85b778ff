"""A note in Anki shows its texts in one language or both, and carries itself in a hidden field."""

from pathlib import Path

import pytest
from export_cases import NOTES, deck, of_notes, wish
from hypothesis import given

from drillcli.carried import FIELD, merged, unpack
from drillcli.exporters.anki_note import AnkiNote, anki_note, guid
from drillcli.exporters.anki_types import CLOZE_FIELDS, CLOZE_TYPE, NOTE_FIELDS, NOTE_TYPE
from drillcli.exporters.media import Media
from drillcli.exporters.outgoing import BOTH
from drillcli.model import Note


def shown(note: Note, lang: str = BOTH, first: str = "en") -> dict[str, str]:
    """Return the fields that are not empty, by name, and the tags; the hidden field is left out."""
    made = anki_note(note, wish(lang, first), Media())
    fields = dict(by_name(made), tags=" ".join(made.tags))
    return {name: text for name, text in fields.items() if text and name != FIELD}


def by_name(made: AnkiNote) -> dict[str, str]:
    names = {NOTE_TYPE: NOTE_FIELDS, CLOZE_TYPE: CLOZE_FIELDS}[made.type]
    return dict(zip(names, made.fields, strict=True))


EVERY = {note.id: note for note in deck().notes()}


def test_a_basic_note_in_both_languages() -> None:
    """Tags lose their spaces; what is in both languages stands under the learner's own."""
    assert shown(EVERY["basic"]) == {
        "Front": "What is paid once?", "Front 2": "什么只付一次？",
        "Back": "<strong>Training</strong>", "Back 2": "训练",
        "Why": "Inference recurs.", "Why 2": "推理会反复付费。", "Reverse": "1", "Source": "000-Q02 · 2026-11",
        "Id": "every/basic", "tags": "cost big_picture",
    }  # fmt: skip
    assert shown(EVERY["basic"], first="zh")["Front"] == "什么只付一次？"


def test_one_language_is_enough_where_it_is_asked_for() -> None:
    made = shown(EVERY["basic"], "zh")
    assert (made["Front"], made["Back"], made["Why"]) == ("什么只付一次？", "训练", "推理会反复付费。")
    assert not any(name.endswith(" 2") for name in made)


def test_gaps_have_the_same_number_in_both_languages() -> None:
    """The first language of the file decides the numbers, whichever comes first in Anki."""
    for first in ("en", "zh"):
        made = shown(EVERY["gaps"], first=first)
        texts = {made["Text"], made["Text 2"]}
        assert texts == {
            "F1 is the {{c1::harmonic mean}} of {{c2::precision}} and recall.",
            "F1 是{{c2::精确率}}和召回率的{{c1::调和平均}}。",
        }


def test_options_are_listed_and_the_answer_names_its_letter() -> None:
    made = shown(EVERY["pick"], "en")
    options = made["Options"].removeprefix('<ol class="options"><li>').removesuffix("</li></ol>").split("</li><li>")
    assert sorted(options) == ["AUC", "precision", "recall"]
    assert made["Back"] == f"<b>{'ABC'[options.index('recall')]}.</b> recall"
    both = shown(EVERY["pick"])
    assert both["Back 2"][:9] == both["Back"][:9] == made["Back"][:9]


def test_what_is_typed_is_the_first_accepted_text_or_the_number() -> None:
    assert shown(EVERY["name"], "zh")["Typed"] == "旋转编码"
    assert shown(EVERY["num"])["Typed"] == "0.60"
    assert shown(EVERY["num"])["Front"] == "\\(TP = 30\\), \\(FN = 20\\): recall?"


def test_items_never_stand_in_their_right_order() -> None:
    made = shown(EVERY["seq"])
    assert made["Options"] != '<ul class="options"><li>collect</li><li>clean</li><li>train</li></ul>'
    assert made["Back"] == "<ol>\n<li>collect</li>\n<li>clean</li>\n<li>train</li>\n</ol>"
    assert "Front 2" not in made


def test_a_text_that_reads_the_same_in_both_languages_stands_once() -> None:
    (note,) = of_notes({"q": {"en": "What?", "zh": "什么？"}, "a": {"": "BERT"}}).notes()
    assert "Back 2" not in shown(note)


@pytest.mark.parametrize("lang", [BOTH, "en", "zh"])
@given(fields=NOTES)
def test_every_note_carries_itself(lang: str, fields: dict[str, object]) -> None:
    """What was not touched in Anki comes home as it left, whatever the language that was shown."""
    (note,) = of_notes(fields).notes()
    made = anki_note(note, wish(lang), Media())
    visible = by_name(made)
    carried = unpack(visible[FIELD])
    assert carried is not None
    assert (carried.deck, carried.id, carried.kind) == ("made", "n0", note.kind)
    assert carried.parts == list(made.parts)
    assert merged(carried, visible, lambda _html: pytest.fail("it was not touched")) == fields


@given(NOTES)
def test_no_field_holds_what_parts_the_fields(fields: dict[str, object]) -> None:
    (note,) = of_notes(fields).notes()
    assert not any("\x1f" in text for text in anki_note(note, wish(), Media()).fields)


def test_an_edit_of_one_text_is_taken_over() -> None:
    visible = by_name(anki_note(EVERY["basic"], wish(), Media()))
    carried = unpack(visible[FIELD])
    assert carried is not None
    found = merged(carried, visible | {"Back 2": "练"}, str)
    assert found is not None
    assert {**found, "id": "basic"} == {**EVERY["basic"].fields, "a": {"en": "**Training**", "zh": "练"}}


def test_every_visible_field_is_watched() -> None:
    for note in EVERY.values():
        visible = by_name(anki_note(note, wish(), Media()))
        carried = unpack(visible[FIELD])
        assert carried is not None
        assert set(carried.shown) == {name for name, text in visible.items() if text} - {"Source", "Id", FIELD}


def test_the_guid_depends_on_deck_and_id_alone() -> None:
    (one,) = of_notes({"q": {"": "a"}, "a": {"": "b"}}).notes()
    (other,) = of_notes({"cloze": {"": "{{a}}"}}).notes()
    assert guid(one) == guid(other)
    assert guid(one) != guid(EVERY["basic"])


def test_a_picture_beside_the_deck_goes_along_and_no_other_file_does(tmp_path: Path) -> None:
    """Whoever sends a deck must not get files of whoever exports it."""
    folder = tmp_path / "decks"
    (folder / "in").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(b"s")
    (folder / "in" / "a b.png").write_bytes(b"picture")
    (folder / "plain.png").write_bytes(b"other")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "notes.txt").write_bytes(b"text")
    names = [
        "../secret.png",
        str(tmp_path / "secret.png"),
        "link.png",
        "notes.txt",
        "gone.png",
        "in/a%20b.png",
        "plain.png",
    ]
    (note,) = of_notes({"q": {"": " ".join(f"![x]({name})" for name in names)}, "a": {"": "y"}}).notes()
    media = Media()
    media.within(folder)
    carried = unpack(anki_note(note, wish(), media).fields[-1])
    assert carried is not None
    renamed = carried.media["in/a b.png"]
    assert carried.media == {"in/a b.png": renamed}
    assert {name: path.read_bytes() for name, path in media.files.items()} == {
        renamed: b"picture",
        "plain.png": b"other",
    }
    assert "/" not in renamed
    assert set(media.missing) == {"../secret.png", str(tmp_path / "secret.png"), "link.png", "notes.txt", "gone.png"}


def test_two_pictures_of_one_name_stay_two(tmp_path: Path) -> None:
    media = Media()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.png").write_bytes(name.encode())
        media.within(tmp_path / name)
        assert media.picture("a.png") is not None
    assert sorted(path.read_bytes() for path in media.files.values()) == [b"one", b"two"]
