"""Every program: its quick run reports in full, beats its baseline, repeats itself, and learns nothing from noise."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
from conftest import ROOT, own_variables

from drillcli.harness.catalogue import programs

PROGRAMS = {program.slug: program for program in programs()}
WANTED = {
    "cnn", "data-parallel", "grid-search", "lr-schedule", "mlp", "preprocess", "recommender", "serving", "speech",
    "text", "timeseries",
}  # fmt: skip

NOTHING_LEARNED = {
    "cnn": ("accuracy", 0.2),
    "data-parallel": ("accuracy", 0.2),
    "grid-search": ("accuracy", 0.7),
    "lr-schedule": ("accuracy", 0.2),
    "mlp": ("accuracy", 0.2),
    "preprocess": ("auc", 0.6),
    "recommender": ("auc", 0.8),
    "serving": ("accuracy", 0.2),
    "speech": ("digit_error", 0.75),
    "text": ("accuracy", 0.6),
    "timeseries": ("rmse", 1.5),
}
"""By slug: a metric, and what a model that learned from shuffled labels must not be better than."""

FIGURES = ("samples_per_s", "memory_peak_mib")
"""Keys that every complete report has a number under."""

KEYS = {
    "schema", "exercise", "status", "message", "device", "software", "data", "config", "time_s", "step_ms",
    "samples_per_s", "flops_per_step", "bytes_per_step", "probe", "roofline", "memory_peak_mib", "memory_mib",
    "energy_j", "quality", "loss", "parallel", "notes", "noise",
}  # fmt: skip

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Tests run side by side: threads that spin would only take the processor from each other."""

pytestmark = pytest.mark.skipif(find_spec("torch") is None, reason="the extra `exercise` is not installed")


def test_the_catalogue_has_the_eleven_programs():
    """No program was lost, and each is short enough to be read."""
    assert set(PROGRAMS) == WANTED
    for program in PROGRAMS.values():
        lines = program.path.read_text(encoding="utf-8").count("\n")
        assert lines < 150, f"{program.path.name} has {lines} lines"


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """A folder for what the programs make at run time, shared by them."""
    return tmp_path_factory.mktemp("made")


@pytest.fixture(scope="module", params=sorted(WANTED))
def records(request, cache, tmp_path_factory):
    """The records of three quick runs of a program: two with the same seed, one with shuffled labels."""
    slug = request.param
    if missing := [name for name in PROGRAMS[slug].needs if find_spec(name) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    runs = [{"seed": 3}, {"seed": 3}, {"seed": 3, "shuffle_labels": True}]
    home = tmp_path_factory.mktemp(slug)
    if slug == "data-parallel":  # processes join once in their life
        return slug, [found for run in runs for found in run_quick(slug, [run], cache, home)]
    return slug, run_quick(slug, runs, cache, home)


def run_quick(slug, runs, cache, home):
    """Run a program in a fresh process, in two for data parallelism, and return the record of each run."""
    many = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"] if slug == "data-parallel" else []
    inherited = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [sys.executable, *many, str(ROOT / "tests" / "exercise_runs.py"), str(cache), slug, json.dumps(runs)],
        env={**inherited, **own_variables(home), "PYTHONPATH": str(ROOT), "GLOO_SOCKET_IFNAME": "lo", **ONE_THREAD},
        cwd=cache,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def better(value, than, which):
    return value > than if which == "higher" else value < than


def test_a_quick_run_reports_in_full_beats_its_baseline_and_repeats_itself(records):
    """All that a report promises is there; the model learned; a seed decides; shuffled labels teach nothing."""
    slug, (record, again, noise) = records
    assert set(record) == KEYS
    assert (record["exercise"], record["status"], record["schema"]) == (slug, "complete", 1)
    complete(record)

    quality = record["quality"]
    assert better(quality["value"], quality["baseline"]["value"], quality["better"]), quality
    assert quality["pass"] is None  # a trial is not judged

    for key in ("quality", "loss"):
        assert again[key] == record[key]

    name, limit = NOTHING_LEARNED[slug]
    learned, unlearned = (metric(found, name) for found in (record, noise))
    which = PROGRAMS[slug].metrics[name]
    assert better(learned, limit, which), learned
    assert not better(unlearned, limit, which), unlearned


def metric(record, name):
    """Return the value of a metric in a record."""
    quality = record["quality"]
    return quality["value"] if quality["metric"] == name else quality["others"][name]["value"]


def complete(record):
    """Assert that the figures are there and hang together."""
    steps = record["step_ms"]
    assert steps["n"] >= 5
    assert 0 < steps["min"] <= steps["p25"] <= steps["median"] <= steps["p75"]
    for name in FIGURES:
        assert record[name] > 0, name
    for reading in (record["probe"], record["probe"]["before"], record["probe"]["after"]):
        assert all(reading[name] > 0 for name in ("matmul_tflops", "copy_gbs", "launch_us"))
    times = record["time_s"]
    phases = sum(times[name] for name in ("import", "data", "build", "warmup", "train", "eval"))
    assert phases == pytest.approx(times["total"], rel=0.02)
    assert record["data"]["n_train"] > 0
    assert (record["data"]["n_test"] or 0) > 0 or record["exercise"] == "preprocess"
    assert len(record["data"]["sha256"]) == 64
    assert record["noise"]["iqr_pct"] >= 0
    if record["flops_per_step"] is not None:
        assert record["flops_per_step"] > 0 or record["exercise"] == "recommender"  # no matrix product in it
        assert record["bytes_per_step"] > 0
        assert record["roofline"]["bound"] in {"compute", "memory", "launch", "sequential"}
        assert record["roofline"]["fraction"] > 0
