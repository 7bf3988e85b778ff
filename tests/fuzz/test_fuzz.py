"""The short form of the fuzzing, the same inputs each time; `python tests/fuzz` by hand draws others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, own_variables

FUZZ = ROOT / "tests" / "fuzz"
RUNS = {
    "deck": 60,
    "apkg": 150,
    "table": 250,
    "markdown": 250,
    "json": 300,
    "hashcards": 150,
    "repeater": 150,
    "reviews": 300,
    "extract": 120,
    "sync-lines": 300,
    "sync-state": 200,
    "import": 8,
}


def fuzz(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the fuzzing in a process of its own, in which memory and time are bounded."""
    environ = {"PATH": os.environ["PATH"], **own_variables(folder), "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    words = (str(FUZZ), "--minutes", "5", *words)
    return subprocess.run([sys.executable, *words], env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("target", "runs"), RUNS.items())
def test_whatever_stands_in_a_file_ends_in_a_result_or_one_line(tmp_path: Path, target: str, runs: int):
    """No traceback, no hang of 5 s, no memory without end; what is shown has no control characters."""
    done = fuzz(tmp_path, "--target", target, "--runs", str(runs), "--seed", "suite", "--into", str(tmp_path / "found"))
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert done.stdout.split()[:5] == [target, str(runs), "inputs", "0", "findings"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("raise KeyError('x')", "KeyError at"),
        ("while True: pass", "hang or crash (-27)"),
        ("bytes(2 << 30)", "MemoryError at"),
        ("import os; os.abort()", "hang or crash (-6)"),
    ],
)
def test_the_fuzzing_notices_what_is_wrong(tmp_path: Path, fault: str, said: str):
    """An exception, a hang, too much memory and a crash are findings, written down with their input."""
    script = f"""
import sys
sys.path.insert(0, {str(FUZZ)!r})
import subjects, watch
def use(path, rng):
    {fault}
subjects.SUBJECTS["json"] = subjects.SUBJECTS["json"]._replace(use=use)
watch.HANG_S = 0.3
done, found = watch.run(watch.Slice("json", "0", 0, 2, 60))
print(done, len(found), found[0].place, bool(found[0].data and found[0].said))
"""
    environ = {"PATH": os.environ["PATH"], **own_variables(tmp_path), "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=False)
    assert done.stdout.startswith(f"2 1 {said}"), f"{done.stdout}\n{done.stderr}"
    assert done.stdout.endswith(" True\n")
