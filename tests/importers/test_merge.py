"""How a note that comes again stands."""

import pytest

from drillcli.importers.merge import Standing, digest, fault, settled, standing

OLD, NEW, MINE = b"old", b"new", b"mine"


@pytest.mark.parametrize(
    ("source", "here", "written", "unsure", "stands"),
    [
        (OLD, OLD, OLD, None, Standing.SAME),
        (NEW, OLD, OLD, None, Standing.UPDATED),
        (OLD, MINE, OLD, None, Standing.EDITED),
        (NEW, MINE, OLD, None, Standing.KEPT),
        (NEW, NEW, OLD, None, Standing.SAME),
        (NEW, None, OLD, None, Standing.REMOVED),
        (NEW, None, None, NEW, Standing.UNWRITTEN),
        (NEW, OLD, OLD, NEW, Standing.UPDATED),
        (b"newest", NEW, OLD, NEW, Standing.UPDATED),
        (NEW, MINE, OLD, NEW, Standing.EDITED),
        (NEW, MINE, None, None, Standing.KEPT),
    ],
)
def test_three_versions_are_compared(source, here, written, unsure, stands):
    """What comes, what is in the deck file, and what was written there; or about to be, when an import was cut off."""
    assert standing(source, here, written, unsure) is stands


def test_settled_fields_are_those_that_will_be_read():
    """Blank extras go, texts are by language, control characters go."""
    fields = {"q": "a\x00", "a": {"en": "b\r\n"}, "why": " ", "tags": ["x", ""], "from": [], "reverse": True}
    assert settled("basic", fields) == {"q": {"": "a"}, "a": {"en": "b\n"}, "tags": ["x"], "reverse": True}
    number = {"q": "q", "number": {"value": 3, "unit": "s"}}
    assert settled("numeric", number)["number"] == {"value": "3", "unit": "s"}
    assert settled("order", {"q": "q", "order": ["a", "b"]})["order"] == {"": ["a", "b"]}
    with pytest.raises(ValueError, match="a basic note has no `colour`"):
        settled("basic", {"colour": "red"})


def test_a_digest_is_of_the_content():
    """Neither the order of fields nor the id counts."""
    one = settled("basic", {"q": "q", "a": "a"})
    assert digest(one) == digest({"id": "x", "a": {"": "a"}, "q": {"": "q"}})
    assert digest(one) != digest(settled("basic", {"q": "q", "a": "b"}))


def test_what_is_no_note_is_told():
    """By what a deck file would say of it."""
    assert fault("basic", settled("basic", {"q": "q", "a": "a"})) == ""
    assert fault("basic", settled("basic", {"q": "q"})) == "there is no `a`"
    assert "answer" in fault("choice", settled("choice", {"q": "q", "choices": ["a", "b"], "answer": 3}))
