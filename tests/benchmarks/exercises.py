"""Training side by side: `python tests/benchmarks/exercises.py [NAME…] --tf-env DIR [--rounds N] [--quick]`.

Run it with the interpreter of an environment that has the extra `exercise`; `--tf-env` is another one, with tensorflow.
Contenders take turns, each in a fresh process: the document's Keras program (TensorFlow), a plain PyTorch loop with a
DataLoader, ours at fp32, and ours with the settings it chooses (anew in each round). All learn from the same arrays,
in the same batches, as often; what each does is told in `exercises_keras.py` and `exercises_plain.py`.

Samples/s are of the steady state: for Keras and the plain loop the epochs after the first, all of their time; for ours
all of the phase `train`, because `warmup` is a phase of its own. A ratio is taken within a round, and told by its
median and its least and greatest value. Quality is that of the last round: accuracy, AUC or RMSE on the test data.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MISSED_TARGET = 3
"""The exit code of a run that misses its quality target, as one of so few epochs may."""

KERAS, PLAIN, FP32, OURS = "Keras (TensorFlow)", "plain PyTorch loop", "ours, fp32", "ours, as chosen"

Round = Callable[[], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """What is trained: the arrays' name, samples a step, epochs (enough for some seconds), and the bars of ours."""

    data: str
    batch: int
    epochs: int
    quick_epochs: int
    bars: Mapping[str, float]


SLOWER = {KERAS: 2.0, PLAIN: 1.3}
CASES = {
    "cnn": Case("digits", 64, 12, 3, {KERAS: 1.2, PLAIN: 1.3}),
    "text": Case("reviews", 64, 3, 2, SLOWER),
    "recommender": Case("flights", 1024, 20, 4, SLOWER),
    "timeseries": Case("weather", 256, 6, 2, SLOWER),
}


def main() -> int:
    asked = parser().parse_args()
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="drill-benchmarks-") as folder:
        cache = (asked.cache or Path(folder)).resolve()
        cache.mkdir(parents=True, exist_ok=True)
        found = {name: measure(name, cache, asked) for name in asked.names or CASES}
    if asked.save:
        asked.save.write_text(json.dumps(found, indent=1) + "\n")
    return int(any(not ratio["met"] for case in found.values() for ratio in case["ratios"]))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    made.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(CASES)}; all when left out")
    made.add_argument("--tf-env", type=Path, help="virtual environment with tensorflow; without it Keras is left out")
    made.add_argument("--rounds", type=int, default=5)
    made.add_argument("--quick", action="store_true", help="one round of few epochs: to see that it works")
    made.add_argument("--cache", type=Path, help="keep the arrays here (default: a temporary folder)")
    made.add_argument("--save", type=Path, metavar="FILE", help="write all figures as JSON")
    return made


def measure(name: str, cache: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Let the contenders of one program take turns; print and return what came of it."""
    case = CASES[name]
    file = arrays(case.data, cache)
    epochs = case.quick_epochs if asked.quick else case.epochs
    words = [name, file, epochs, case.batch]
    contenders: dict[str, Round] = {
        PLAIN: partial(outside, sys.executable, HERE / "exercises_plain.py", *words),
        FP32: partial(ours, name, epochs, case.batch, "fp32"),
        OURS: partial(ours, name, epochs, case.batch, "auto"),
    }
    if asked.tf_env:
        python = asked.tf_env.resolve() / "bin" / "python"
        contenders = {KERAS: partial(outside, python, HERE / "exercises_keras.py", *words), **contenders}
    print(f"\n{name}: batch {case.batch}, {epochs} epochs a round", flush=True)
    times = 1 if asked.quick else asked.rounds
    rounds = [{who: told(who, once()) for who, once in contenders.items()} for _ in range(times)]
    ratios = [judged(rounds, OURS, base, bar) for base, bar in case.bars.items() if base in contenders]
    ratios.append(judged(rounds, FP32, PLAIN, 1.0))
    return {"batch": case.batch, "epochs": epochs, "rounds": rounds, "ratios": ratios}


def arrays(data: str, cache: Path) -> Path:
    """Return the file with the arrays of a data set, written unless it is there."""
    file = cache / f"{data}.npz"
    if not file.exists():
        run(sys.executable, HERE / "exercises_arrays.py", data, file)
    return file


def told(who: str, figures: dict[str, Any]) -> dict[str, Any]:
    """Print the figures of a contender's round."""
    chosen = " ".join(f"{key} {value}" for key, value in figures.get("chosen", {}).items())
    rate, quality = figures["samples_per_s"], figures["quality"]
    print(f"  {who:<20} {rate:>10,.0f}/s  quality {quality:.4f}  {chosen}".rstrip(), flush=True)
    return figures


def judged(rounds: list[dict[str, Any]], who: str, base: str, bar: float) -> dict[str, Any]:
    """Print and return how many times as fast as another a contender is, and whether that meets the bar."""
    ratios = [once[who]["samples_per_s"] / once[base]["samples_per_s"] for once in rounds]
    middle = median(ratios)
    verdict = "ok" if middle >= bar else "UNDER"
    spread = f"{min(ratios):.2f} – {max(ratios):.2f}, {len(ratios)} rounds"
    print(f"  {who} : {base}  ×{middle:.2f} ({spread})  bar {bar:g}  {verdict}", flush=True)
    return {"who": who, "base": base, "ratios": ratios, "median": middle, "bar": bar, "met": middle >= bar}


def outside(*words: Any) -> dict[str, Any]:
    """Run a contender that is no part of `drill`; return what it printed."""
    figures: dict[str, Any] = json.loads(run(*words))
    return figures


def ours(
    name: str, epochs: int, batch: int, precision: str, device: str = "cpu", data: Path | None = None
) -> dict[str, Any]:
    """Run `drill exercise` in a collection of its own, so that it knows of no earlier run; return its figures."""
    how = ["--epochs", epochs, "--batch-size", batch, "--precision", precision, "--device", device]
    how += ["--data", data] if data else []
    with tempfile.TemporaryDirectory(prefix="drill-home-") as home:
        record = json.loads(run(sys.executable, "-m", "drillcli", "--home", home, "exercise", name, "--json", *how))
    rate = record["step_ms"]["n"] * batch / record["time_s"]["train"]
    chosen = {key: record["config"][key] for key in ("dtype", "threads", "malloc")}
    return {"samples_per_s": rate, "quality": record["quality"]["value"], "chosen": chosen, "record": record}


def run(*words: Any) -> str:
    """Run a program of the working tree and return what it prints. Raises CalledProcessError when it fails."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([str(word) for word in words], env=variables, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode != MISSED_TARGET:
        done.check_returncode()
    return done.stdout.decode()


if __name__ == "__main__":
    sys.exit(main())
