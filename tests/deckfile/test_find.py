"""Where decks are found, which one shadows which, and what is said of a name that is none."""

import unicodedata

import pytest

from drillcli.deckfile import find
from drillcli.deckfile.find import find_decks, pick, slug_fault
from drillcli.errors import DrillError, ExitCode


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Three folders of decks: the working folder's, the data folder's and the package's."""
    bundled = tmp_path / "package"
    for folder in (tmp_path / "work/decks", tmp_path / "home/decks", bundled):
        folder.mkdir(parents=True)
    monkeypatch.setattr(find, "bundled", lambda: bundled)
    return tmp_path


def deck(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("title: t\n", encoding="utf-8")
    return path


def search(places, *paths):
    return find_decks(places / "work", places / "home", paths)


def test_nearer_shadows_farther(places):
    """By slug: a path given, then ./decks, then the data folder, then the package."""
    given = deck(places / "work/mine/a.yaml")
    near_b, _ = deck(places / "work/decks/b.yml"), deck(places / "work/decks/a.yaml")
    home_c, _ = deck(places / "home/decks/c.yaml"), deck(places / "home/decks/b.yaml")
    last_d, _ = deck(places / "package/d.yaml"), deck(places / "package/c.yaml")
    found = search(places, "mine/a.yaml")
    assert {slug: one.path for slug, one in found.items()} == {"a": given, "b": near_b, "c": home_c, "d": last_d}
    assert all(slug == one.slug for slug, one in found.items())


def test_what_is_a_deck_file(places):
    """YAML files directly in the folder, whatever the case of the suffix; hidden and other files are none."""
    for name in ("b.yaml", "A.YML", "创业.yaml", ".hidden.yaml", "notes.txt", "sub/c.yaml", "x.yaml~"):
        deck(places / "work/decks" / name)
    assert list(search(places)) == ["A", "b", "创业"]


def test_missing_folders_hold_no_decks(tmp_path, monkeypatch):
    """An empty machine has no decks, and that is no error."""
    monkeypatch.setattr(find, "bundled", lambda: tmp_path / "none")
    assert find_decks(tmp_path, tmp_path / "home") == {}


def test_bundled_decks_are_found_in_a_working_copy():
    """The decks of the package are there without any setting."""
    assert find.bundled().name == "decks"
    assert find.bundled().is_dir()


def test_slug_is_nfc(places):
    """A file system that decomposes names gives the same slug as one that does not."""
    deck(places / "work/decks" / (unicodedata.normalize("NFD", "café") + ".yaml"))
    assert list(search(places)) == [unicodedata.normalize("NFC", "café")]
    assert [one.slug for one in pick(search(places), [unicodedata.normalize("NFD", "café")], places, places)] == [
        "café"
    ]


def test_folder_given(places):
    """A folder given stands for all decks in it."""
    deck(places / "work/mine/x.yaml"), deck(places / "work/mine/y.yaml")
    assert list(search(places, "mine")) == ["x", "y"]
    assert [one.slug for one in pick({}, [str(places / "work/mine") + "/"], places, places)] == ["x", "y"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none.yaml", "none.yaml: no such file or folder"),
        ("mine/notes.txt", "mine/notes.txt: a deck is a .yaml or .yml file"),
        ("mine", "mine: no deck in this folder; a deck is a .yaml or .yml file"),
        (
            "odd/my deck.yaml",
            'odd/my deck.yaml: a deck\'s file name may hold letters, digits, "-", "_" and ".", not " "; rename it',
        ),
        (
            "odd/a#b.yml",
            'odd/a#b.yml: a deck\'s file name may hold letters, digits, "-", "_" and ".", not "#"; rename it',
        ),
    ],
)
def test_path_that_is_no_deck(places, path, message):
    """A path that was written is never silently left out."""
    deck(places / "work/mine/notes.txt"), deck(places / "work/odd/my deck.yaml"), deck(places / "work/odd/a#b.yml")
    with pytest.raises(DrillError) as refused:
        search(places, path)
    assert str(refused.value) == message
    assert refused.value.exit_code is ExitCode.REFUSED


def test_two_paths_of_one_slug(places):
    """Two files given that would share card ids are refused; one file given twice is one deck."""
    one, two = deck(places / "work/one/a.yaml"), deck(places / "work/two/a.yaml")
    with pytest.raises(DrillError) as refused:
        search(places, "one", "two/a.yaml")
    assert str(refused.value) == f'two decks are called "a": {one} and {two}; name one of them'
    assert [one.path for one in search(places, "one/a.yaml", "two/../one/a.yaml").values()] == [one]


def test_pick(places):
    """Slugs and paths in the order written, each once; all decks without a word."""
    deck(places / "work/decks/a.yaml"), deck(places / "work/decks/b.yaml"), deck(places / "work/more/c.yaml")
    found = search(places)
    assert [one.slug for one in pick(found, [], places, places)] == ["a", "b"]
    assert [one.slug for one in pick(found, ["b", "work/more/c.yaml", "b"], places, places)] == ["b", "c"]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("startup-chalenges", 'unknown deck "startup-chalenges"; did you mean "startup-challenges"?'),
        ("大模型创", 'unknown deck "大模型创"; did you mean "大模型创业"?'),
        ("zzz", 'unknown deck "zzz"; in {folders} there are: 大模型创业, startup-challenges'),
        ("startup", 'unknown deck "startup"; in {folders} there are: startup-challenges, 大模型创业'),
        ("Startup-Challenges", 'unknown deck "Startup-Challenges"; did you mean "startup-challenges"?'),
    ],
)
def test_unknown_deck(places, word, message):
    """The nearest slug is suggested, else all are named and the folders; a prefix is not enough."""
    deck(places / "work/decks/startup-challenges.yaml"), deck(places / "work/decks/大模型创业.yaml")
    with pytest.raises(DrillError) as refused:
        pick(search(places), [word], places / "work", places / "home")
    folders = ", ".join(str(places / name) for name in ("work/decks", "home/decks", "package"))
    assert str(refused.value) == message.format(folders=folders)


def test_an_unknown_deck_among_many(places):
    """The five that come nearest, how many there are, and the folders that were searched and are there."""
    for number in range(9):
        deck(places / f"home/decks/deck-{number}.yaml")
    deck(places / "work/decks/serving.yaml")
    with pytest.raises(DrillError) as refused:
        pick(search(places), ["se"], places / "work", places / "home")
    said = str(refused.value)
    folders = f"{places}/work/decks, {places}/home/decks, {places}/package"
    assert said.startswith(f'unknown deck "se"; of the 10 in {folders} these come nearest: serving, deck-')
    assert said.count("deck-") == 4


def test_unknown_deck_when_there_is_none(places):
    """Without decks there is nothing to suggest."""
    with pytest.raises(DrillError, match='unknown deck "a"; there is no deck yet'):
        pick({}, ["a"], places, places)


@pytest.mark.parametrize("slug", ["a", "startup-challenges", "v1.2_x", "大模型创业", "हिन्दी", "٣"])
def test_slugs_of_any_script(slug):
    """Letters, digits and marks of any script can stand in a card id."""
    assert slug_fault(slug) == ""


@pytest.mark.parametrize("slug", ["a b", "a/b", "a#b", "a:b", "（甲）", "a\tb"])
def test_slugs_that_cannot_be(slug):
    """What separates the parts of a card id, or the words of a command line, cannot."""
    assert "rename it" in slug_fault(slug)
