"""Files: nobody else reads the data, decks stay what and where their owner put them, odd files stop nothing."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
from fault_cases import start, study, write_many

from drillcli.deckfile.write import beside, replace_file

DECK = "title: T\nnotes:\n  - q: a\n    a: b\n"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    """Run `drill` in a process of its own; one that waits for ever is a failure."""
    running = start(folder, *words)
    try:
        out, err = running.communicate(b"", 30)
    except subprocess.TimeoutExpired:
        running.kill()
        raise
    return running.returncode, out.decode(), err.decode()


@pytest.fixture
def open_to_all():
    """A user whose files are open to all by habit."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_nobody_else_reads_the_data(tmp_path: Path, open_to_all: None):
    """The data folder is 0700, each file in it 0600, those that SQLite makes beside the database too."""
    write_many(tmp_path)
    (tmp_path / "x.csv").write_text("q,a\nx,y\n")
    running = start(tmp_path, "study", "many")
    running.stdin.write(b"3\n")
    running.stdin.flush()
    running.stdout.readline()  # an answer is on disk, and the database in use
    home = tmp_path / "drill_home"
    files = [path for path in home.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"drill.db", "drill.db-wal", "drill.db-shm", "index.db"}
    assert {path.name: oct(mode(path)) for path in files} == {path.name: "0o600" for path in files}
    assert mode(home) == 0o700
    running.communicate(b"", 30)
    assert run(tmp_path, "import", "x.csv", "--to", "decks")[0] == 0  # after a copy of the collection
    inside = [path for path in home.rglob("*") if "decks" not in path.parts[len(home.parts) :]]
    assert {str(path): oct(mode(path)) for path in inside} == {
        str(path): "0o700" if path.is_dir() else "0o600" for path in inside
    }


def test_an_index_that_was_damaged_is_private_again(tmp_path: Path, open_to_all: None):
    """The new file has the mode of the first one."""
    write_many(tmp_path)
    assert study(tmp_path, "3\n")[0] == 0
    index = tmp_path / "drill_home" / "index.db"
    index.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    assert run(tmp_path, "due")[0] == 0
    assert mode(index) == 0o600


def test_a_folder_of_ones_own_keeps_its_mode(tmp_path: Path):
    """Who made it may share it; the files in it stay private."""
    home = tmp_path / "drill_home"
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    assert run(tmp_path, "due")[0] == 0
    assert (mode(home), mode(home / "drill.db")) == (0o755, 0o600)


@pytest.mark.parametrize("words", [("check", "--fix"), ("import", "x.json", "--to", "decks")])
def test_a_deck_behind_a_link_is_changed_where_it_lies(tmp_path: Path, words: tuple[str, ...]):
    """The link stays a link, the file keeps its mode, and nothing is left beside either."""
    (tmp_path / "decks").mkdir()
    (tmp_path / "mine").mkdir()
    real, link = tmp_path / "mine" / "real.yaml", tmp_path / "decks" / "t.yaml"
    (tmp_path / "x.json").write_text('[{"id": "1", "q": "x", "a": "y", "deck": "T"}]')
    if words[0] == "import":
        assert run(tmp_path, *words)[0] == 0
        link.rename(real)
        (tmp_path / "x.json").write_text('[{"id": "1", "q": "x", "a": "z", "deck": "T"}]')
    else:
        real.write_text(DECK)
    real.chmod(0o640)
    link.symlink_to(real)
    before = real.read_text()
    assert run(tmp_path, *words)[0] == 0
    assert link.is_symlink()
    assert real.read_text() != before
    assert mode(real) == 0o640
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["real.yaml"]
    assert [path.name for path in (tmp_path / "decks").iterdir()] == ["t.yaml"]


def test_names_of_255_bytes(tmp_path: Path):
    """What is written before a file is complete needs no longer name; two such files do not meet."""
    one, other = (tmp_path / ("长" * 82 + last + ".json") for last in "ab")
    assert len(os.fsencode(one.name)) == 252
    assert beside(one) != beside(other)
    replace_file(one, ["text"])
    assert one.read_text() == "text"
    assert list(tmp_path.iterdir()) == [one]


def test_links_in_a_circle(tmp_path: Path):
    """They lead nowhere, so a file takes their place."""
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    replace_file(loop, ["x"])
    assert loop.read_text() == "x"
    assert [path.name for path in tmp_path.iterdir()] == ["loop.yaml"]


def test_odd_things_among_the_decks_stop_nothing(tmp_path: Path):
    """A pipe, which would never end, a device, links in a circle, a folder, names that are no text or no slug."""
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "good.yaml").write_text(DECK)
    (decks / "-dash.yaml").write_text(DECK)
    os.mkfifo(decks / "pipe.yaml")
    (decks / "endless.yaml").symlink_to("/dev/zero")
    (decks / "loop.yaml").symlink_to(decks / "loop.yaml")
    (decks / "folder.yaml").mkdir()
    (decks / "a\nb.yaml").write_text(DECK)
    Path(os.fsdecode(os.fsencode(decks) + b"/n\xff.yaml")).write_text(DECK)
    code, out, err = run(tmp_path, "due")
    assert code == 0
    assert {"good", "-dash"} <= {line.split()[0] for line in out.splitlines()}
    assert len(err.splitlines()) == 5
    code, out, _err = run(tmp_path, "check", "decks")
    assert code == 3
    assert "pipe.yaml:1:1: error: a pipe or a device is no deck: name a file" in out
    assert "endless.yaml:1:1: error: a pipe or a device is no deck: name a file" in out
    assert run(tmp_path, "check", "--", "-dash")[0] == 0
    assert run(tmp_path, "export", "--", "-dash", "x.md")[0] == 0


def test_what_has_no_end_is_not_imported(tmp_path: Path):
    """A pipe is refused, since it is read more than once; of a device no more is read than a document may have."""
    os.mkfifo(tmp_path / "pipe.csv")
    for words in (("import", "pipe.csv"), ("import", "--reviews", "pipe.csv"), ("import", "/dev/zero")):
        code, _out, err = run(tmp_path, *words)
        assert (code, "is no file" in err) == (2, True)
    code, _out, err = run(tmp_path, "extract", "/dev/zero")
    assert (code, "32 MB" in err) == (1, True)
