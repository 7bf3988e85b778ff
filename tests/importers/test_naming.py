"""Names for what comes from elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.deckfile.find import slug_fault
from drillcli.deckfile.shapes import ID
from drillcli.importers import naming


@pytest.mark.parametrize(
    ("titles", "slug"),
    [
        (("Medicine", "心脏 1"), "medicine-心脏-1"),
        (("..", "../etc/passwd"), "etc-passwd"),
        (("C:\\x",), "c-x"),
        (("CON",), "deck-con"),
        (("???",), "deck"),
        (("v1.2.yaml",), "v1-2-yaml"),
        (("-x",), "x"),
        (("a word " * 20,), "a-word-a-word-a-word-a-word-a-word-a-word-a-word-a-word-a"),
    ],
)
def test_slugs_are_readable(titles, slug):
    """Letters and digits of any script, hyphens between words."""
    assert naming.slug(titles) == slug


@given(st.lists(st.text(max_size=90), max_size=3))
def test_slugs_are_always_safe(titles):
    """Part of a card id, a file name without folder or dot, short enough for one, and no option of a command."""
    slug = naming.slug(titles)
    assert slug_fault(slug) == ""
    assert not set("/\\.") & set(slug)
    assert slug[0] != "-"
    assert len(f".{slug}.yaml.1234567.part".encode()) < 255


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"q": "What does **recall** measure?\nAnd why?", "a": "x"}, "what-does-recall-measure"),
        ({"q": {"zh": "召回率衡量什么？", "en": "x"}}, "召回率衡量什么"),
        ({"cloze": "F1 is the {{harmonic mean::m}} of both"}, "f1-is-the-of-both"),
        ({"q": "![](x.png)"}, "ab12"),
        ({"q": "See [the map](x.png)"}, "see-the-map"),
        ({"q": "?"}, "ab12"),
        ({"q": "word " * 30}, "word-word-word-word-word-word-word-word"),
    ],
)
def test_ids_say_what_is_asked(fields, name):
    """Not what is answered; where nothing is said, the identity in the source."""
    assert naming.note_id(fields, "anki:Ab12") == name


@given(st.text(max_size=200), st.text(max_size=20))
def test_ids_are_always_ids(text, guid):
    """And not too long."""
    name = naming.note_id({"q": text}, guid)
    assert ID.fullmatch(name)
    assert len(name) <= naming.LONGEST_ID


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\pic 1 (2).PNG", "pic-1-2.PNG"),
        (".hidden", "file.hidden"),
        ("nul.txt", "file-nul.txt"),
        ("图 片.jpg", "图-片.jpg"),
        ("a/b\x00\n.png", "b.png"),
        ("...", "file"),
    ],
)
def test_media_have_safe_names(name, safe):
    """No folder, nothing hidden, nothing that ends a link."""
    assert naming.medium(name) == safe


@given(st.text(max_size=300))
def test_media_are_always_safe(name):
    """Whatever the name was."""
    safe = naming.medium(name)
    assert not set(safe) & set("/\\ ()<>\"'\n\0")
    assert not safe.startswith((".", "-"))
    assert len(f".{safe}.1234567.part".encode()) < 255


def test_names_are_taken_once():
    """Letter case and Unicode form tell no two apart on every file system."""
    names = naming.Names(["Cafe\u0301"])
    assert [names.claim(name) for name in ("café", "a", "A", "a", "a-2")] == ["café-2", "a", "A-2", "a-3", "a-2-2"]
    assert "CAFÉ" in names
