"""Encryption: what is shared tells nothing, whoever has the passphrase reads it, and nobody else can write."""

import shutil

import pytest
from sync_world import git, in_step, machines

from drillcli.errors import DrillError
from drillcli.sync import crypt

pytest.importorskip("cryptography")
WORD = {"DRILL_SYNC_PASSPHRASE": "correct horse"}


@pytest.fixture
def two(tmp_path, monkeypatch):
    """Two machines that share an encrypted repository; the cost of the key is low."""
    monkeypatch.setattr(crypt, "SCRYPT", {"n": 2**10, "r": 8, "p": 1})
    a, b = machines(tmp_path, monkeypatch, "a", "b")
    a.study(3, 1)
    a.does("sync", "init", str(tmp_path / "shared.git"), "--encrypt", **WORD)
    assert b.does("sync", "init", str(tmp_path / "shared.git"), **WORD) == "0 rows sent, 2 received\n"
    return a, b


def test_what_is_shared_tells_nothing(two, tmp_path):
    """Neither cards nor settings nor times can be read in the repository; both machines say the same."""
    a, b = two
    b.study(4, days=3)
    b.drill("config", "desired_retention", "0.91")
    assert in_step(a, b)
    shared = tmp_path / "shared.git"
    names = git(shared, "ls-tree", "-r", "--name-only", "main").splitlines()
    assert len(names) == 5
    told = "".join(git(shared, "show", f"main:{name}") for name in names if name.startswith("devices/"))
    for word in ("many/n1", "retention", "0.91", str(a.log()[0][1])[:8]):  # none that base64 could have by chance
        assert word not in told
    assert (a.home / "sync.key").stat().st_mode & 0o777 == 0o600
    assert a.does("sync") == "0 rows sent, 0 received\n"
    for machine in (a, b):
        assert machine.git("log", "--format=%h", "main").count("\n") < 12


def test_a_wrong_passphrase_is_told_at_once(two, tmp_path):
    """A machine that joins with a wrong passphrase, or none, gets nothing and leaves nothing."""
    a, _b = two
    shutil.rmtree(a.sync_folder)
    (a.home / "sync.key").unlink()
    done = a.drill("sync", "init", str(tmp_path / "shared.git"), DRILL_SYNC_PASSPHRASE="wrong")  # noqa: S106
    assert (done.code, done.err.startswith("drill: the passphrase is wrong")) == (1, True)
    assert not (a.home / "sync.key").exists()
    done = a.drill("sync", "init", str(tmp_path / "shared.git"))
    assert (done.code, "DRILL_SYNC_PASSPHRASE" in done.err) == (2, True)
    a.drill("sync", "init", str(tmp_path / "shared.git"), **WORD)
    a.does("sync")


def test_a_lost_key_is_asked_for_again(two, tmp_path):
    """Without its key a machine says so, and `init` takes the passphrase again."""
    a, b = two
    (a.home / "sync.key").unlink()
    assert "`drill sync init URL` asks for the passphrase again" in a.drill("sync").err
    a.does("sync", "init", str(tmp_path / "shared.git"), **WORD)
    assert in_step(a, b)


def test_what_was_moved_or_changed_is_not_taken_in(two, tmp_path):
    """A batch that somebody without the key copied to another place, or changed, is told and left out."""
    a, b = two
    b.study(4)
    b.does("sync")
    git(tmp_path, "clone", "-q", "shared.git", "stranger")
    devices = tmp_path / "stranger" / "devices"
    (segment,) = [path for path in devices.glob("*/*/*.jsonl") if path.parent.name == a.log()[0][0]]
    shutil.copytree(segment.parents[1], devices / ("d" * 32))
    (devices / ("d" * 32) / segment.parent.name).rename(devices / ("d" * 32) / ("d" * 32))
    git(tmp_path / "stranger", "add", "-A")
    git(tmp_path / "stranger", "commit", "-q", "-m", "x")
    git(tmp_path / "stranger", "push", "-q")
    done = a.drill("sync")
    assert done.code == 0
    assert "cannot be decrypted" in done.err
    assert len(a.log()) == 3
    assert {row[0] for row in a.log()} != {"d" * 32}


def test_another_encryption_is_not_mixed_in(two, tmp_path):
    """A repository that was made anew with another passphrase, or without one, is not written to with the old key."""
    a, b = two
    shutil.rmtree(tmp_path / "shared.git")
    shutil.rmtree(b.sync_folder)
    b.drill("sync", "init", str(tmp_path / "shared.git"))
    done = a.drill("sync")
    assert (done.code, "has another encryption now" in done.err) == (1, True)
    assert "many" not in git(tmp_path / "shared.git", "log", "-p", "--format=%h", "--", f"devices/{a.log()[0][0]}")
    a.sync_folder.rename(tmp_path / "away")
    a.drill("sync", "init", str(tmp_path / "shared.git"))
    assert in_step(a, b)


def test_encrypt_needs_an_empty_repository(tmp_path, monkeypatch):
    """A repository that is not encrypted stays so, and says so."""
    a, b = machines(tmp_path, monkeypatch, "a", "b")
    a.does("sync", "init", str(tmp_path / "shared.git"))
    done = b.drill("sync", "init", str(tmp_path / "shared.git"), "--encrypt", **WORD)
    assert (done.code, "is not encrypted, and stays so" in done.err) == (1, True)


def test_a_seal_is_bound_to_its_place():
    """What is sealed opens with the key and the place, and with nothing else."""
    lock, cipher = crypt.new_lock("pass")
    token = cipher.seal(b"one\ntwo\n", "here")
    assert cipher.unseal(token + cipher.seal(b"three\n", "here"), "here") == b"one\ntwo\nthree\n"
    for other, place in ((cipher, "there"), (crypt.Sealed(b"\0" * 32), "here")):
        with pytest.raises(DrillError, match="cannot be decrypted"):
            other.unseal(token, place)
    for broken in (b"not base64!\n", b"AAAA\n", b"\n", token[:-9] + b"\n"):
        with pytest.raises(DrillError, match="cannot be decrypted"):
            cipher.unseal(broken, "here")
    assert crypt.unlocked(lock, "pass") == cipher
    assert crypt.read_lock(lock.as_json()) == lock


def test_a_bomb_is_not_unpacked(monkeypatch):
    """A batch that unpacks to more than drill writes is refused."""
    monkeypatch.setattr(crypt, "LARGEST", 1000)
    cipher = crypt.Sealed(b"\1" * 32)
    with pytest.raises(DrillError, match="too large"):
        cipher.unseal(cipher.seal(b"x" * 1001, "p"), "p")


@pytest.mark.parametrize("change", [{"n": 2**40}, {"kdf": "x"}, {"salt": "?"}, {"n": "x"}, {"n": 0}, {"check": None}])
def test_a_lock_that_is_not_known(change):
    """Costs that would eat the machine, and methods of a newer drill, are refused in one line."""
    lock = {"cipher": "AES-256-GCM", "kdf": "scrypt", "n": 1024, "r": 8, "p": 1, "salt": "AAAA", "check": "AAAA"}
    crypt.read_lock(lock)
    if change == {"check": None}:
        lock.pop("check")
        change = {}
    with pytest.raises(DrillError, match="does not know the encryption"):
        crypt.read_lock({**lock, **change})
