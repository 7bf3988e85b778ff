"""`drill study` as a process of its own: pipes, bytes, signals, and ends of streams."""

import fcntl
import os
import select
import subprocess
import sys

import pytest
from collection_cases import BASIC, KINDS, logged, opened, write_deck
from conftest import ROOT, own_variables

from drillcli.store.verify import verify


@pytest.fixture(autouse=True)
def decks(tmp_path):
    write_deck(tmp_path)
    write_deck(tmp_path, KINDS, "kinds")


def sound(env):
    with opened(env) as collection:
        return verify(collection.store) == []


@pytest.fixture
def process(tmp_path):
    """Start `python -m drillcli …` with pipes at all three ends."""
    running = []

    def start(*args, variables=(), **kwargs):
        environ = {"PATH": os.environ["PATH"], **own_variables(tmp_path), "PYTHONPATH": str(ROOT)} | dict(variables)
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "drillcli", *args], cwd=tmp_path, env=environ, **{**pipes, **kwargs}
            )
        )
        return running[-1]

    yield start
    for each in running:
        each.kill()
        each.communicate()


def test_each_answer_is_flushed_at_once(process, env):
    """The line of an answer can be read while the process waits for the next one, and the answer is on disk."""
    running = process("study", "letters")
    for number in range(1, 4):
        running.stdin.write(b"4\n")
        running.stdin.flush()
        assert select.select([running.stdout], [], [], 20)[0]
        line = running.stdout.readline().decode()
        assert line.split("\t")[1] == "4"
        assert logged(env.home)[number - 1 :] == [(line.split("\t")[0], 4)]
    running.stdin.close()
    assert running.wait(20) == 0
    running.stdin = None


def test_a_reader_that_went_away(process, env):
    """Closing the other end of stdout ends the sitting quietly; the answer is on disk."""
    running = process("study", "letters")
    running.stdout.close()
    running.stdout = None
    running.stdin.write(b"4\n4\n4\n")
    running.stdin.close()
    running.stdin = None
    assert running.wait(20) == 1
    assert b"Traceback" not in running.stderr.read()
    assert [rating for _card, rating in logged(env.home)] == [4]
    assert sound(env)


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_stream_that_is_closed_from_the_start(process, env, closed):
    """Without stdin there is nothing to read, without stdout nothing to say; neither is a crash."""
    names = ("stdin", "stdout", "stderr")
    running = process("study", "letters", preexec_fn=lambda: os.close(closed), **{names[closed]: None})
    _out, err = running.communicate(b"4\n4\n" if closed else None, 20)
    assert b"Traceback" not in (err or b"")
    assert running.returncode == 0
    assert [rating for _card, rating in logged(env.home)] == ([4, 4] if closed else [])
    assert sound(env)


def test_a_full_disk_behind_stdout(process, env):
    """What cannot be said is still on disk: one line, exit 1."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        running = process("study", "letters", stdout=full)
        _out, err = running.communicate(b"4\n4\n", 20)
    assert running.returncode == 1
    assert b"Traceback" not in err
    assert err.splitlines()[-1].startswith(b"drill: ")
    assert [rating for _card, rating in logged(env.home)] == [4]


def test_bytes_that_are_no_text(process, env):
    """A line that is not UTF-8 is no rating: exit 2 in one line, what came before it stays."""
    running = process("study", "letters", variables={"PYTHONIOENCODING": "utf-8:strict"})
    _out, err = running.communicate(b"4\n\xff\xfe\n4\n", 20)
    assert running.returncode == 2
    assert b"is not a rating" in err
    assert b"Traceback" not in err
    assert [rating for _card, rating in logged(env.home)] == [4]


def test_an_encoding_without_chinese(process, tmp_path):
    """A name that stdout cannot encode is written in escapes; the sitting goes on."""
    write_deck(tmp_path, BASIC, "字母")
    running = process("study", "字母", variables={"PYTHONIOENCODING": "latin-1:strict"})
    out, err = running.communicate(b"4\n4\n", 20)
    assert (running.returncode, out.count(b"\n")) == (0, 2)
    assert out.startswith(rb"\u5b57\u6bcd/a")
    assert b"Traceback" not in err


def test_ctrl_c_keeps_what_was_answered(process, env):
    """SIGINT while a line is awaited: exit 130, the answers stay."""
    import signal

    running = process("study", "letters")
    running.stdin.write(b"4\n")
    running.stdin.flush()
    assert select.select([running.stdout], [], [], 20)[0]
    running.send_signal(signal.SIGINT)
    assert running.wait(20) == 130
    assert b"Traceback" not in running.stderr.read()
    assert len(logged(env.home)) == 1
    assert sound(env)


def test_a_sitting_reads_no_line_too_many(process):
    """After the answer that the limit allows, the rest of the input is not waited for."""
    running = process("study", "letters", "--limit", "1")
    running.stdin.write(b"4\n")
    running.stdin.flush()
    assert running.wait(20) == 0
    assert fcntl.fcntl(running.stdin.fileno(), fcntl.F_GETFD) >= 0
