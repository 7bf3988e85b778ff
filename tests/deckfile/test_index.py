"""The compiled decks: always what the files say, whatever was read to know it."""

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drillcli.deckfile import build, rows
from drillcli.deckfile import compile as compiler
from drillcli.deckfile.find import Found
from drillcli.deckfile.index import DeckIndex

NOW = 1_800_000_000_000
"""Later than any file that a test writes, so that an mtime is trusted."""

DECK = """\
title: {en: Startup challenges, zh: 大模型创业}
about: {en: "What is hard", zh: 难在哪里}
order: 2
notes:
  - id: cost
    q: {en: Why does it recur?, zh: 为什么会反复发生？}
    a: {en: Every request computes, zh: 每个请求都要计算}
    tags: [cost, 推理]
  - q: "Not named: \\"quoted\\""
    a: |
      Two
      lines
    tags: [cost]
  - id: f1
    cloze: {en: "The {{mean::m}} of {{precision::p}}", zh: "{{精确率::p}}的{{平均::m}}"}
"""


@pytest.fixture
def deck(tmp_path):
    path = tmp_path / "sc.yaml"
    path.write_text(DECK, encoding="utf-8")
    return Found("sc", path)


@pytest.fixture
def opened(tmp_path):
    """Opens the index of the test, or another, and closes it at the end."""
    with ExitStack() as stack:
        yield lambda path=tmp_path / "index.db": stack.enter_context(closing(DeckIndex.open(path)))


@pytest.fixture
def index(opened):
    return opened()


@pytest.fixture
def readings(monkeypatch):
    """What is read: "load" for a whole file, "block" for a note alone."""
    calls = []
    load, block = build.load, build.load_block
    monkeypatch.setattr(build, "load", lambda *args: calls.append("load") or load(*args))
    monkeypatch.setattr(build, "load_block", lambda *args: calls.append("block") or block(*args))
    return calls


def edit(deck, old, new, data=None):
    text = deck.path.read_text(encoding="utf-8") if data is None else data
    assert old in text
    deck.path.write_text(text.replace(old, new), encoding="utf-8")


def ids(notes):
    return [note.id for note in notes]


def everything(index, slug="sc"):
    """All that an index says of a deck."""
    return index.decks()[slug], index.card_names(slug), list(index.notes(slug)), index.tags()


def fresh(deck):
    """What an index that never saw the deck before says of it."""
    with closing(DeckIndex.open(None)) as index:
        index.refresh([deck], NOW)
        return everything(index, deck.slug)


def test_says_what_the_file_says(index, deck):
    """Deck, cards and notes come back as the reader read them, in the file's order."""
    (changed,) = index.refresh([deck], NOW)
    assert (changed.slug, changed.gone, changed.new) == ("sc", (), ())
    info = index.decks()["sc"]
    assert changed.info == info
    assert (info.title["zh"], info.about["en"], info.order, info.cards) == ("大模型创业", "What is hard", 2, 4)
    assert (info.path, info.error) == (str(deck.path), None)
    loaded = build.load(deck.path, "sc").deck
    assert list(index.notes("sc")) == list(loaded.notes)
    assert index.card_names("sc") == ["cost", loaded.notes[1].id, "f1#m", "f1#p"]
    assert [index.note("sc", note.id) for note in loaded.notes] == list(loaded.notes)


def test_card_by_id(index, deck):
    """A card is found by `deck/note` or `deck/note#part`; anything else is no card."""
    index.refresh([deck], NOW)
    for name in index.card_names("sc"):
        assert index.card(f"sc/{name}").id == f"sc/{name}"
    for none in ("sc/f1", "sc/f1#q", "sc/cost#m", "sc/none", "none/cost", "sc", "", "sc/"):
        assert index.card(none) is None
    assert index.note("none", "cost") is None


def test_search(index, deck):
    """Any text of a note, in any case, in either language, and its id; not the names of fields."""
    index.refresh([deck], NOW)
    named = index.card_names("sc")[1]
    for text, expected in [
        ("EVERY request", ["cost"]),
        ("反复", ["cost"]),
        ("推理", ["cost"]),
        ('"QUOTED"', [named]),
        ("two\nlines", [named]),
        ("sc/f1", ["f1"]),
        ("cloze", []),
        ('": "', []),
        ("100%", []),
        ("", ["cost", named, "f1"]),
    ]:
        assert ids(index.search(text, ["sc", "none"])) == expected, text


def test_tags_and_completion(index, deck):
    """Notes by tag, all tags, and the card ids that begin like what was typed."""
    index.refresh([deck], NOW)
    assert index.tags() == ["cost", "推理"]
    assert index.tagged("sc", "cost") == {"cost", index.card_names("sc")[1]}
    assert index.tagged("sc", "cos") == set()
    assert index.complete("sc/f") == ["sc/f1#m", "sc/f1#p"]
    assert len(index.complete("s")) == 4
    assert index.complete("x") == index.complete("sc/x") == []


def test_unchanged_file_is_not_opened(opened, index, deck, readings):
    """Size and mtime as they were: the content is not looked at, and nothing is reported."""
    index.refresh([deck], NOW)
    before = everything(index)
    stat = deck.path.stat()
    deck.path.write_bytes(b"x" * stat.st_size)
    os.utime(deck.path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    again = opened()
    assert again.refresh([deck], NOW) == []
    assert everything(again) == before
    assert readings == ["load"]


def test_touched_file_is_not_read_again(index, deck, readings):
    """Another mtime with the same content costs a hash, and then it is trusted again."""
    index.refresh([deck], NOW)
    os.utime(deck.path, ns=(0, 0))
    assert index.refresh([deck], NOW) == []
    assert readings == ["load"]


def test_young_mtime_is_not_trusted(index, deck):
    """An edit of the same size within the clock's granularity is seen: the mtime must be two seconds old."""
    stat = deck.path.stat()
    now_ms = stat.st_mtime_ns // 1_000_000 + 500
    index.refresh([deck], now_ms)
    edit(deck, "Every request", "Each  request")
    os.utime(deck.path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert [changed.slug for changed in index.refresh([deck], now_ms + 10_000)] == ["sc"]
    assert index.note("sc", "cost").fields["a"]["en"] == "Each  request computes"
    deck.path.write_bytes(b"x" * stat.st_size)
    os.utime(deck.path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert index.refresh([deck], now_ms + 20_000) == []


def big(n=40):
    return "title: t\nnotes:\n" + "".join(f"  - id: n{at}\n    q: 问题 {at}\n    a: answer {at}\n" for at in range(n))


def test_edited_note_is_read_alone(index, deck, readings):
    """One note edited in a large deck: only its block is parsed, and the lines below it move."""
    deck.path.write_text(big(), encoding="utf-8")
    index.refresh([deck], NOW)
    edit(deck, "a: answer 7\n", "a: |\n      answer\n      seven\n")
    (changed,) = index.refresh([deck], NOW)
    assert readings == ["load", "block"]
    assert (changed.gone, changed.new) == ((), ())
    assert index.note("sc", "n7").fields["a"] == {"": "answer\nseven\n"}
    assert index.note("sc", "n8").line == 3 + 8 * 3 + 2
    assert everything(index) == fresh(deck)


def test_gone_and_new(index, deck, readings):
    """A renamed note is reported as gone, as it was, and as new, as it is; read alone or with the whole file."""
    deck.path.write_text(big(), encoding="utf-8")
    index.refresh([deck], NOW)
    was = index.note("sc", "n7")
    edit(deck, "id: n7\n", "id: seven\n")
    (changed,) = index.refresh([deck], NOW)
    assert (changed.gone, changed.new) == ((was,), (index.note("sc", "seven"),))
    assert readings == ["load", "block"]
    edit(deck, "title: t\n", "title: other\n")
    edit(deck, "id: n9\n", "id: nine\n")
    (changed,) = index.refresh([deck], NOW)
    assert (ids(changed.gone), ids(changed.new)) == (["n9"], ["nine"])
    assert readings == ["load", "block", "load"]


def test_deck_with_errors(index, deck):
    """A broken deck lists no cards and says why; those of its last good version can be had for a sitting and `gone`."""
    index.refresh([deck], NOW)
    was = index.note("sc", "cost")
    edit(deck, "id: cost\n", "id: cost\n    colour: red\n    size: 3\n")
    (changed,) = index.refresh([deck], NOW)
    info = index.decks()["sc"]
    assert info.error.startswith(f"{deck.path}:6:5: error: ")
    assert info.error.endswith("(and 1 more; run `drill check`)")
    assert (changed.info, changed.gone, changed.new, info.cards) == (info, (), (), 0)
    assert index.card_names("sc") == list(index.notes("sc")) == index.tags() == index.complete("sc/") == []
    assert index.note("sc", "cost") is None
    assert index.card("sc/cost").note == was
    assert index.refresh([deck], NOW) == []
    edit(deck, "id: cost\n    colour: red\n    size: 3\n", "id: price\n")
    (changed,) = index.refresh([deck], NOW)
    assert (ids(changed.gone), ids(changed.new), changed.info.error) == (["cost"], ["price"], None)
    assert everything(index) == fresh(deck)


def test_one_error_is_told_alone(index, deck):
    """Without further errors there is nothing to add to the first one."""
    deck.path.write_bytes(b"\xff")
    index.refresh([deck], NOW)
    assert index.decks()["sc"].error == f"{deck.path}:1:1: error: not UTF-8 (byte 0xFF): save the file as UTF-8"


def test_files_that_cannot_be_read(tmp_path, index, deck):
    """A folder, a link to nowhere and an impossible name each have an error; the other decks go on."""
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "link.yaml").symlink_to(tmp_path / "nowhere")
    found = [deck] + [Found(name, tmp_path / f"{name}.yaml") for name in ("folder", "link", "my deck")]
    for _ in range(2):
        index.refresh(found, NOW)
        errors = {slug: info.error for slug, info in index.decks().items()}
        assert errors.pop("sc") is None
        assert errors["folder"].startswith(f"{tmp_path / 'folder.yaml'}:1:1: error: this is a folder")
        assert errors["link"].startswith(f"{tmp_path / 'link.yaml'}:1:1: error: there is no such file")
        assert 'not " "; rename it' in errors["my deck"]
    (tmp_path / "link.yaml").unlink()
    (tmp_path / "link.yaml").write_text(DECK, encoding="utf-8")
    index.refresh(found, NOW)
    assert index.decks()["link"].cards == 4


def test_only_the_decks_of_the_last_refresh(tmp_path, index, deck):
    """A deck that is not found any more is not spoken of, and is not read again when it comes back."""
    other = Found("other", tmp_path / "other.yaml")
    other.path.write_text(big(3), encoding="utf-8")
    index.refresh([deck, other], NOW)
    assert list(index.decks()) == ["sc", "other"]
    index.refresh([other], NOW)
    assert index.card_names("sc") == []
    assert index.card("sc/cost") is None
    assert index.refresh([deck, other], NOW) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"not a database, but long enough to be looked at" * 50,
        lambda data: data[:5000],
        lambda data: data.replace(b"Every request", b"\xff" * 13),
        lambda data: data.replace(b"CREATE TABLE note", b"CREATE TABLE nope"),
    ],
    ids=["empty", "another file", "cut short", "text", "schema"],
)
def test_damaged_index_is_begun_anew(tmp_path, deck, damage, opened):
    """Whatever happened to the file, it is silently built again, and usable afterwards."""
    path = tmp_path / "index.db"
    opened(path).refresh([deck], NOW)
    path.write_bytes(damage(path.read_bytes()))
    index = opened(path)
    index.refresh([deck], NOW)
    assert everything(index) == fresh(deck)
    again = opened(path)
    assert again.refresh([deck], NOW) == []
    assert everything(again) == fresh(deck)


def test_damage_found_while_reading(tmp_path, deck, opened):
    """Damage in the middle of the file, met only by a query, is mended by reading the decks again."""
    deck.path.write_text(big(3000), encoding="utf-8")
    path = tmp_path / "index.db"
    opened(path).refresh([deck], NOW)
    data = bytearray(path.read_bytes())
    data[3 * 4096 :] = b"\xa5" * (len(data) - 3 * 4096)
    path.write_bytes(data)
    index = opened(path)
    index.refresh([deck], NOW)
    assert everything(index) == fresh(deck)


def test_other_release(tmp_path, deck, monkeypatch, opened):
    """An index of another version is not used."""
    path = tmp_path / "index.db"
    opened(path).refresh([deck], NOW)
    monkeypatch.setattr(rows, "VERSION", 7)
    index = opened(path)
    assert [changed.slug for changed in index.refresh([deck], NOW)] == ["sc"]
    assert opened(path).refresh([deck], NOW) == []


def test_where_nothing_can_be_written(tmp_path, deck, opened):
    """A folder that is not there, a folder in place of the file: the decks are compiled in memory."""
    (tmp_path / "index.db").mkdir()
    for path in (tmp_path / "index.db", tmp_path / "none/index.db", None):
        index = opened(path)
        assert len(index.refresh([deck], NOW)) == 1
        assert index.refresh([deck], NOW) == []
        assert index.decks()["sc"].cards == 4
    assert not (tmp_path / "none").exists()


def test_read_only_index(index, deck, opened):
    """An index that can be read but not written serves what it has, and memory the rest."""
    index.refresh([deck], NOW)
    readonly = opened()
    readonly._db.execute("PRAGMA query_only = ON")
    assert readonly.refresh([deck], NOW) == []
    edit(deck, "id: cost\n", "id: price\n")
    readonly.refresh([deck], NOW)
    assert readonly.card_names("sc")[0] == "price"
    assert index._db.execute("SELECT count(*) FROM note WHERE name = 'price'").fetchone() == (0,)


def test_locked_index(index, deck, monkeypatch, opened):
    """Another process that holds the index for too long does not stop this one."""
    monkeypatch.setattr(rows, "BUSY_SECONDS", 0.05)
    waiting = opened()
    index._db.execute("BEGIN EXCLUSIVE")
    assert len(waiting.refresh([deck], NOW)) == 1
    assert waiting.decks()["sc"].cards == 4


def test_two_processes_at_once(tmp_path, deck, opened):
    """Whoever comes second waits, and finds the decks compiled."""
    deck.path.write_text(big(3000), encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from drillcli.deckfile.index import DeckIndex;"
        "from drillcli.deckfile.find import Found; index = DeckIndex.open(Path(sys.argv[1]));"
        f"index.refresh([Found('sc', Path(sys.argv[2]))], {NOW}); print(index.decks()['sc'].cards)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "index.db"), str(deck.path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate(timeout=60) for process in running] == [("3000\n", "")] * 3
    assert opened().refresh([deck], NOW) == []


def test_killed_while_compiling(tmp_path, deck, opened):
    """A process that dies in the middle of a compilation leaves the last version, and the next one mends it."""
    deck.path.write_text(big(50), encoding="utf-8")
    path = tmp_path / "index.db"
    opened(path).refresh([deck], NOW)
    code = (
        "import os, sys; from pathlib import Path; from drillcli.deckfile import stored;"
        "from drillcli.deckfile.index import DeckIndex; from drillcli.deckfile.find import Found;"
        "insert = stored._insert; stored._insert = lambda *given: (insert(*given), os.kill(os.getpid(), 9));"
        "index = DeckIndex.open(Path(sys.argv[1])); index._db.execute('PRAGMA cache_size = 5');"
        f"index.refresh([Found('sc', Path(sys.argv[2]))], {NOW})"
    )
    deck.path.write_text(big(4000).replace("title: t", "title: u"), encoding="utf-8")
    assert subprocess.run([sys.executable, "-c", code, str(path), str(deck.path)], check=False).returncode == -9
    index = opened(path)
    assert [changed.slug for changed in index.refresh([deck], NOW)] == ["sc"]
    assert everything(index) == fresh(deck)
    assert index._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_nothing_to_read_loads_no_yaml(tmp_path, deck, opened):
    """A start with everything compiled imports neither YAML nor the kinds."""
    opened().refresh([deck], NOW)
    code = (
        "import sys; from pathlib import Path; from drillcli.deckfile.index import DeckIndex;"
        "from drillcli.deckfile.find import Found; index = DeckIndex.open(Path(sys.argv[1]));"
        f"changed = index.refresh([Found('sc', Path(sys.argv[2]))], {NOW});"
        "print(changed, [m for m in ('yaml', 'drillcli.kinds', 'rapidfuzz', 'hashlib') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "index.db"), str(deck.path)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "[] []\n"


def test_lookalike_keys_do_not_mislead():
    """The line of a note is found by its whole key, not by bytes of two neighbours."""
    keys = b"xxxxABCD" + b"EFGHyyyy" + b"ABCDEFGH"
    lines = sqlite3.Binary(b"".join(line.to_bytes(4, sys.byteorder) for line in (3, 7, 9)))
    assert rows.line_of(b"ABCDEFGH", keys, bytes(lines)) == 9


NOTES = [
    "id: {0}\n    q: 为什么 {0}？\n    a: because {0}\n",
    "q: unnamed {0}\n    a: |\n      # not a comment\n      - not a note\n\n",
    "id: {0}\n    cloze: a {{{{gap::g}}}} and {{{{another::h}}}} {0}\n    tags:\n    - x\n    - 推理\n",
    "{{id: {0}, q: flow, a: '{0}'}}\n",
    "id: {0}\n    # a comment\n    q: 'quoted\n      over lines'\n    a: \"{0}\"\n# at column 0\n\n",
    "id: {0}\n    q: crlf\r\n    a: {0}\r\n",
]
TROUBLE = [
    "id: same\n    q: duplicate\n    a: {0}\n",
    "id: {0}\n    q: 'never closed\n    a: x\n",
    "id: {0}\n    q: 'opened\n  - closed'\n    a: x\n",
    "id: {0}\n    kolour: red\n    q: x\n    a: y\n",
    "id: {0}\n    q: a\u2028b\n    a: y\n",
    "id: {0}\n    q: no answer\n",
    'id: {0}\n    q: "a\n  - id: hidden\n    b"\n    a: y\n',
    "q: twins\n    a: twins\n",
    "\n    id: {0}\n    q: next line\n    a: y\n",
    "just text {0}\n",
    "id: {0}\n    q: [\n  - a\n    ]\n    a: y\n",
    "id: {0}\n    q: &x anchor\n    a: y\n",
]
HEADERS = ["title: t\nnotes:\n", "title: {en: u, zh: 题}\norder: 1\n\nnotes: # list\n\n"]
TAILS = ["", "", "", "about: at the end\n", "...\n", "# the end\n"]


def mutated(rng, notes):
    """Return a deck's notes after a few edits: most of them sound, some of them trouble."""
    notes = list(notes)
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        at = rng.randrange(len(notes) + 1)
        act = rng.choice(("insert", "insert", "replace", "delete", "move", "trouble"))
        if act in ("replace", "delete", "move") and at < len(notes):
            note = notes.pop(at)
            at = rng.randrange(len(notes) + 1) if act == "move" else at
            if act == "move":
                notes.insert(at, note)
        if act in ("insert", "replace", "trouble"):
            notes.insert(at, rng.choice(TROUBLE if act == "trouble" else NOTES).format(f"n{rng.randrange(60)}"))
    return notes


@pytest.fixture
def blocks_only(monkeypatch):
    """Read by blocks however many of them changed."""
    monkeypatch.setattr(compiler, "FRESH_SHARE", 0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_reading_what_changed_equals_reading_all(tmp_path_factory, opened, blocks_only, seed):
    """After any edits, an index that read only what changed says what a fresh one says: notes, lines, order, errors."""
    rng = random.Random(seed)
    folder = tmp_path_factory.mktemp("deck")
    deck = Found("sc", folder / "sc.yaml")
    index = opened(None)
    notes = [rng.choice(NOTES).format(f"m{at}") for at in range(rng.randrange(1, 14))]
    header, tail, dash = HEADERS[0], "", rng.choice(("  - ", "  - ", "- "))
    good: set[str] = set()
    for step in range(5):
        body = "".join(dash + (text if dash == "  - " else text.replace("\n  ", "\n")) for text in notes)
        deck.path.write_bytes((header + body + tail).encode())
        os.utime(deck.path, (step, step))
        (changed,) = index.refresh([deck], NOW) or (None,)
        info, names, *rest = everything(index)
        described = {"title": {}, "about": {}, "order": None} if info.error else {}
        assert (info._replace(**described), names, *rest) == fresh(deck)
        assert all(index.note("sc", note.id) == note for note in rest[0])
        if changed and not info.error:
            now = set(ids(rest[0]))
            assert (set(ids(changed.gone)), set(ids(changed.new))) == (
                (good - now, now - good) if good else (set(), set())
            )
        good = set(ids(rest[0])) or good
        notes = mutated(rng, notes)
        header, tail = rng.choice([header] * 6 + HEADERS), rng.choice([tail] * 3 + TAILS)
