"""Several processes at once over one collection: no answer is lost, none of them fails."""

from collections import Counter

import pytest
from fault_cases import answers, faults, logged, one_line, opened, start, study, write_many


def say(running, lines):
    """Feed a process without waiting for it."""
    running.stdin.write(lines)
    running.stdin.flush()


def run_all(runs):
    """Wait for processes that were all fed at once; return what each printed."""
    outs = []
    for running in runs:
        out, err = running.communicate(timeout=60)
        assert running.returncode == 0, err.decode()
        outs.append(answers(out.decode()))
    return outs


@pytest.mark.parametrize("model", ["fsrs6", "fsrs7"])
def test_two_sittings_over_the_same_deck(tmp_path, model):
    """Both are over the same cards at the same time; every answer is in the log, and the caches follow from it."""
    write_many(tmp_path)
    assert study(tmp_path, "")[0] == 0
    assert start_and_end(tmp_path, "config", "model", model) == 0
    runs = [start(tmp_path, "study", "many", "--new", "99", "--seed", "1") for _ in range(2)]
    assert [running.stderr.readline() for running in runs] == [b"[many/n0] 0?\n"] * 2
    for running, lines in zip(runs, (b"1\n3\n4\n", b"2\n3\n3\n"), strict=True):
        say(running, lines * 300)
    one, two = run_all(runs)
    assert {card for card, _rating in one + two} == {f"many/n{n}" for n in range(99)}
    store = opened(tmp_path)
    assert Counter(logged(store)) == Counter(one + two)
    days = store.connection.execute("SELECT sum(reviews), sum(introduced) FROM day").fetchone()
    assert days == (len(one) + len(two), 99)
    store.close()
    assert start_and_end(tmp_path, "doctor") == 0


def start_and_end(folder, *args):
    running = start(folder, *args)
    running.communicate(timeout=60)
    return running.returncode


def test_a_fresh_machine_started_four_times_at_once(tmp_path):
    """Whoever is first makes the collection; the others wait and go on."""
    for world in range(5):
        folder = tmp_path / str(world)
        folder.mkdir()
        write_many(folder)
        runs = [start(folder, "study", "many") for _ in range(4)]
        for running in runs:
            say(running, b"3\n4\n")
        outs = run_all(runs)
        store = opened(folder)
        assert Counter(logged(store)) == Counter(answer for out in outs for answer in out)
        assert faults(store) == []
        store.close()
        assert not list((folder / "drill_home").glob("backups/*migration*"))


def test_other_commands_during_a_sitting(tmp_path):
    """Counting, marking, undoing and examining do not disturb a sitting, nor it them."""
    write_many(tmp_path)
    assert study(tmp_path, "4\n")[0] == 0
    sitting = start(tmp_path, "study", "many", "--new", "200")
    say(sitting, b"4\n" * 150)
    words = [("due", "--json"), ("suspend", "many/n900"), ("bury", "many/n901"), ("doctor",), ("orphans",)]
    assert [start_and_end(tmp_path, *each) for each in words] == [0] * len(words)
    (out,) = run_all([sitting])
    assert len(out) == 150
    assert start_and_end(tmp_path, "undo") == 0
    store = opened(tmp_path)
    assert len(logged(store)) == 151
    assert faults(store) == []
    store.close()


def test_the_model_is_changed_during_a_sitting(tmp_path):
    """A sitting whose cards were replayed under another model meanwhile ends in one line; nothing is lost."""
    write_many(tmp_path)
    assert study(tmp_path, "4\n" * 5)[0] == 0
    sitting = start(tmp_path, "study", "many", "--ahead", "99")
    assert sitting.stderr.readline()
    assert start_and_end(tmp_path, "config", "model", "fsrs7") == 0
    assert start_and_end(tmp_path, "due") == 0
    out, err = sitting.communicate(b"3\n3\n3\n", timeout=60)
    assert (sitting.returncode, out) == (1, b"")
    text = "drill: another drill has changed the memory model; nothing was written: start again"
    assert one_line(err.decode()) == text
    assert len(answers(study(tmp_path, "3\n3\n")[1])) == 2
    assert start_and_end(tmp_path, "doctor") == 0
    store = opened(tmp_path)
    assert len(logged(store)) == 5 + 2
    store.close()
