"""Media that come with notes."""

from dataclasses import replace

import pytest
from collection_cases import hide_bundled
from deliver_cases import basic, decks, left, parcel, sound, take

from drillcli.errors import DrillError
from drillcli.importers import deliver_media


@pytest.fixture(autouse=True)
def _decks(monkeypatch):
    hide_bundled(monkeypatch)


@pytest.fixture
def media(env):
    return env.home / "decks" / "media"


def files(media):
    return {path.name: path.read_bytes() for path in sorted(media.iterdir())} if media.is_dir() else {}


def test_media_stand_beside_the_deck(env, media, tmp_path):
    """Those that texts refer to, from a file or from what gives their bytes; references follow, the others stay."""
    (tmp_path / "b.png").write_bytes(b"B")
    given = {"a b(1).png": lambda: b"A", "b.png": tmp_path / "b.png", "unused.mp3": lambda: b"C"}
    answer = "![x](<a b(1).png>) ![y](a%20b(1).png 'title') [z](b.png) [w](https://x.y/b.png) ![v](none.png)"
    done = take(env, parcel(basic("q", answer), media=given))
    assert files(media) == {"a-b-1.png": b"A", "b.png": b"B"}
    assert (
        "![x](media/a-b-1.png) ![y](media/a-b-1.png 'title') [z](media/b.png) [w](https://x.y/b.png) ![v](none.png)"
        in decks(env)["medicine-heart"]
    )
    assert done.media == 2
    assert left(done) == {"no note refers to it": (1, [])}


@pytest.mark.parametrize("name", ["../../out.png", "/etc/out.png", "..\\..\\out.png", "C:out.png"])
def test_no_medium_leaves_its_folder(env, media, name):
    """Whatever its name says."""
    take(env, parcel(basic("q", f"![](<{name}>)"), media={name: lambda: b"x"}))
    assert len(files(media)) == 1
    assert not [path for path in env.home.parent.rglob("*out.png") if path.parent != media]


def test_another_file_of_the_same_name_is_not_written_over(env, media):
    """The newcomer gets a name of its own, the same one each time."""
    take(env, parcel(basic("a", "![](x.png)"), media={"x.png": lambda: b"one"}))
    for source in ("second", "third"):
        take(env, parcel(basic("b", "![](x.png)"), media={"x.png": lambda: b"two"}), source)
        assert list(files(media).values()) == [b"two", b"one"]
    assert "![](x.png)" not in decks(env)["medicine-heart"]


def test_a_changed_picture_updates_its_note(env, media):
    """A newer export with another picture of the same name brings a new file, and the text follows."""
    take(env, parcel(basic("a", "![](x.png)"), media={"x.png": lambda: b"one"}))
    done = take(env, parcel(basic("a", "![](x.png)"), media={"x.png": lambda: b"two"}), "newer")
    assert (done.updated, done.media) == (1, 1)
    assert take(env, parcel(basic("a", "![](x.png)"), media={"x.png": lambda: b"two"}), "newer").is_change is False


def test_a_link_is_not_written_through(env, media, tmp_path):
    """Where somebody has put a symbolic link, the medium gets another name."""
    outside = tmp_path / "outside.png"
    media.mkdir(parents=True)
    (media / "x.png").symlink_to(outside)
    take(env, parcel(basic("a", "![](x.png)"), media={"x.png": lambda: b"one"}))
    assert not outside.exists()


def test_media_that_cannot_come_are_told(env, media, monkeypatch, tmp_path):
    """Too large ones, and those that cannot be read; the text stays as it was."""
    monkeypatch.setattr(deliver_media, "LARGEST", 1 << 20)

    def broken():
        raise OSError(5, "Input/output error")

    def damaged():
        raise DrillError("deck.apkg is damaged: bad checksum")

    given = {"big": lambda: bytes(2 << 20), "gone": tmp_path / "gone", "broken": broken, "damaged": damaged}
    done = take(env, parcel(basic("a", "![](big) ![](gone) ![](broken) ![](damaged)"), media=given))
    assert left(done) == {
        "it is larger than 1 MB": (1, ["big"]),
        "it cannot be read: No such file or directory": (1, ["gone"]),
        "it cannot be read: Input/output error": (1, ["broken"]),
        "deck.apkg is damaged: bad checksum": (1, ["damaged"]),
    }
    assert "![](big) ![](gone) ![](broken) ![](damaged)" in decks(env)["medicine-heart"]
    with sound(env):
        assert files(media) == {}


def test_media_that_a_package_lacks_are_told(env, media):
    """Pictures and sounds that texts refer to, each once; addresses and other links are none of the package's."""
    text = "![](a.png) ![](gone.png) [s](gone.mp3) [t](gone.mp3) ![](https://example.org/w.png) [p](page)"
    given = parcel(basic("a", text), media={"a.png": lambda: b"A"})
    assert left(take(env, replace(given, notes=iter([basic("a", text)])))) == {}
    told = take(env, replace(given, notes=iter([basic("b", text)]), has_all_media=True), "other")
    assert left(told) == {"a text refers to it, and the package does not have it": (2, ["gone.png", "gone.mp3"])}


def test_a_medium_of_two_names_is_used_by_either(env, media):
    """A package from drill calls its media by safe names, and its texts call them as they did at home."""
    given = {"a-1.png": (content := lambda: b"A"), "in/a.png": content, "other.png": lambda: b"B"}
    done = take(env, parcel(basic("a", "![](in/a.png)"), media=given))
    assert left(done) == {"no note refers to it": (1, [])}
