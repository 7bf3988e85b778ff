"""The pages of `drill exercise`: complete, in both languages, at every width; nothing is told by colour alone."""

from pathlib import Path

import pytest
from exercise_cases import ABOUT, report
from rich.cells import cell_len

from drillcli.harness import catalogue
from drillcli.harness.compare import Against, Difference
from drillcli.harness.record import Record, blank, merged
from drillcli.locale import set_language
from drillcli.ui import reports_exercise as pages
from drillcli.ui.console import drawn, plain
from drillcli.ui.lines import Lines

CEILINGS = {"matmul_tflops": 0.33, "copy_gbs": 27.8, "launch_us": 2.0}


def full(**said) -> Record:
    """Return a report in which every figure there can be is there."""
    usual = {
        "id": 7,
        "exercise": "cnn",
        "device": {
            "name": "NVIDIA H100 80GB HBM3",
            "kind": "cuda",
            "memory_mib": 81559,
            "driver": "580.1",
            "cc": "9.0",
        },
        "data": {"licence": "CC BY-SA 3.0"},
        "config": {"graph_steps": 20, "channels_last": True, "malloc": True, "compile": True, "devices": 2},
        "time_s": {"import": 1.3, "data": 0.03, "build": 0.2, "warmup": 2.1, "eval": 0.01, "to_target": 1.5},
        "flops_per_step": 1.05e9,
        "bytes_per_step": 107e6,
        "probe": {**CEILINGS, "before": CEILINGS, "after": CEILINGS},
        "roofline": {"bound": "memory", "floor_ms": 3.85, "fraction": 0.77},
        "memory_mib": {"host": 533.0, "device": 412.0},
        "energy_j": 212.4,
        "quality": {
            "baseline": {"name": {"en": "linear model", "zh": "线性模型"}, "value": 0.89},
            "others": {"macro_f1": {"value": 0.94, "target": 0.96, "pass": False, "better": "higher"}},
            "curve": [0.7, 0.9, 0.95],
        },
        "parallel": {"world": 2, "per_rank_samples_per_s": [800.0, 810.0], "efficiency": 0.93},
        "notes": [
            {"name": "n", "label": {"en": "parameters", "zh": "参数量"}, "value": 93322},
            {"name": "s", "label": {"en": "chosen", "zh": "选中"}, "value": "warm-up and cosine"},
            {"name": "l", "label": {"en": "learning rate", "zh": "学习率"}, "value": [0.1, 0.2, 0.1]},
        ],
        "noise": {"iqr_pct": 35.2, "load_start": 1.2, "load_end": 3.4, "warnings": ["disturbed: by 24%", "odd"]},
    }
    return merged(merged(report(), usual), said)


AGAINST = Against(
    ("last", "best"),
    6,
    "2026-11-21T10:00:00+00:00",
    (Difference("step_ms", 6.0, 5.0, "better"), Difference("accuracy", 0.96, 0.95, "unknown")),
    (("config.compile", False, True), ("device.driver", None, "580.1"), *((f"config.{n}", 1, 2) for n in range(6))),
)


@pytest.fixture
def program(tmp_path: Path) -> catalogue.Program:
    """A program with code wider than a screen, that needs what is not there."""
    path = tmp_path / "toy.py"
    code = f"def f():\n    return [{', '.join(map(str, range(60)))}]\n"
    path.write_text(f'"""A toy."""\n\n{ABOUT.replace("json", "no_such_package")}\n\n{code}', encoding="utf-8")
    return catalogue.read("toy", path)


def text(blocks, width: int = 88) -> str:
    """Return a page as a pipe gets it."""
    lines = [line for block in blocks if block for line in ([], *block)]
    assert max(cell_len("".join(segment.text for segment in line)) for line in lines) <= width
    return plain(Lines(tuple(lines)), width)


def page(name: str, width: int, program: catalogue.Program) -> str:
    """Return a page by its name."""
    runs = [full(id=n, config={"seed": n}) for n in range(3)]
    runs += [report(id=4, status="incomplete", exercise="cnn"), report(id=5, exercise="cnn")]
    made = {
        "catalogue": lambda: pages.catalogue([program], {"toy": full()}, width),
        "report": lambda: pages.report(full(), [AGAINST], width),
        "nothing measured": lambda: pages.report(blank(), None, width),
        "runs": lambda: pages.reports(runs, width),
        "history": lambda: pages.history(runs, width),
        "no history": lambda: pages.history([], width),
        "source": lambda: pages.source(program, width),
    }
    return text(made[name](), width)


NAMES = ("catalogue", "report", "nothing measured", "runs", "history", "no history", "source")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_every_page_fits_at_every_width(name: str, lang: str, program: catalogue.Program):
    """From 20 cells on, in both languages; a run that measured nothing has a page, too."""
    set_language(lang)
    for width in (*range(20, 100, 7), 160):
        assert page(name, width, program).strip()


def words(blocks, width: int = 88) -> str:
    """Return the words of a page with one space between them."""
    return " ".join(text(blocks, width).split())


@pytest.mark.parametrize("width", [50, 88])
def test_a_report_is_complete(width: int):
    """Every figure of the record is on the page, wide or narrow."""
    said = words(pages.report(full(), [AGAINST], width), width)
    for part in (
        *("NVIDIA H100 80GB HBM3", "cuda:0", "79.6 GiB memory", "driver 580.1", "compute capability 9.0", "2 cores"),
        *("torch 2.13", "Python 3.11", "batch 8", "2 epochs", "1 thread ", "20 steps a graph", "compiled", "seed 0"),
        *("digits", "80 to learn from, 20 to be judged by", "CC BY-SA 3.0", "sha256 abc"),
        *("accuracy 0.95 target ≥ 0.9 met reached after 1.5 s of training", "linear model 0.89 beaten"),
        "macro-F1 0.94 target ≥ 0.96 MISSED",
        *("import 1.3 s", "warm-up 2.1 s", "training 2 s", "total 3 s"),
        *("median 5 ms", "middle half 4.8 ms to 5.2 ms", "least 4.5 ms", "of 20 steps"),
        *("1,600 samples/s", "2 processes", "each 800 | 810", "scaling efficiency 93 %"),
        *("host 533 MiB", "device 412 MiB", "212.4 J", "1.05 GFLOP", "107 MB"),
        *("330 GFLOP/s in a large matrix product", "27.8 GB/s in a large copy", "2 µs to launch an operation"),
        *("77 % of the roofline bound by memory", "Moving its bytes alone takes 3.85 ms a step here"),
        *("DISTURBED", "warning odd", "1.2 before, 3.4 after"),
        *("parameters 93,322", "chosen warm-up and cosine", "learning rate", "loss by epoch", "accuracy by epoch"),
        *("last run and best run run 6", "6 ms → 5 ms -16.7 % better, by more than the spread"),
        *("0.96 → 0.95 -1.0 % whether by more than chance", "config.compile no → yes", "and 2 more"),
    ):
        assert part in said, part


@pytest.mark.parametrize(("better", "value", "verdict"), [("lower", 1.4, "≤ 1.375 MISSED"), ("lower", 1.3, "met")])
def test_lower_can_be_better(better: str, value: float, verdict: str):
    """The sign of the target says which way."""
    quality = {"metric": "rmse", "value": value, "target": 1.375, "better": better, "baseline": None}
    assert verdict in words(pages.report(full(quality=quality), None, 88))


@pytest.mark.parametrize("bound", ["compute", "memory", "launch", "sequential"])
def test_each_bound_has_a_sentence(bound: str):
    """It says what the bound means on this device, in both languages."""
    for lang, part in (("en", "3.85 ms a step here"), ("zh", "3.85 ms")):
        set_language(lang)
        roofline = {"bound": bound, "floor_ms": 3.85, "fraction": 0.5}
        assert part in words(pages.report(full(roofline=roofline), None, 88))


def test_a_run_that_is_not_whole_says_so():
    """In words, at the top; a trial, too."""
    stopped = full(status="incomplete", message="stopped by Ctrl-C")
    assert text(pages.report(stopped, None, 88)).splitlines()[1].split()[1] == "INCOMPLETE"
    assert "stopped by Ctrl-C The run ended before it was done" in words(pages.report(stopped, None, 88))
    assert "FAILED" in words(pages.report(full(status="failed", message="boom"), None, 88))
    assert "quick trial" in words(pages.report(full(config={"quick": True}), None, 88))


def test_without_colour_there_is_no_escape_code():
    """And with colour only the terminal's own ones."""
    lines = Lines(tuple(line for block in pages.report(full(), [AGAINST], 88) for line in block))
    assert "\x1b" not in drawn(lines, 88, color=False)
    assert "38;" not in drawn(lines, 88, color=True)


def test_runs_that_differ_by_their_seed_have_a_mean_and_a_spread():
    """Runs on another device are not mixed in."""
    runs = [full(config={"seed": n}, quality={"value": 0.95 + n / 100}) for n in range(3)]
    said = words(pages.reports([*runs, report(exercise="cnn")], 88))
    assert "mean of 3 runs cuda:0" in said
    assert "accuracy 0.96 ± 0.01 (1 %)" in said
    assert "mean of" not in words(pages.reports([full(), report(exercise="cnn")], 88))


def test_history_draws_quality_by_data_and_speed_by_device():
    """Only whole runs count; the table has them all."""
    runs = [report(id=n, quality={"value": 0.9 + n / 100}, samples_per_s=1000.0 * n) for n in (1, 2, 3)]
    said = words(pages.history([*runs, report(id=4, status="incomplete")], 88))
    assert "INCOMPLETE" in said
    assert "accuracy ⣀⣶⣿ 0.91 to 0.93 digits" in said
    assert "samples/s ⣀⣶⣿ 1,000 to 3,000 cpu" in said


def test_the_catalogue_says_what_each_program_needs(program: catalogue.Program):
    """What it teaches, takes and lacks, with the line that installs it, and the best run here."""
    said = words(pages.catalogue([program], {"toy": report()}, 88))
    assert "toy Toy nothing about 1 s on two CPU cores needs no_such_package missing: no_such_package" in said
    assert "best here: accuracy 0.95 target ≥ 0.9 met 1,600 samples/s Test CPU 2026-11-22 09:00" in said
    assert "pip install no-such-package" in said


def test_the_source_comes_with_what_it_mended(program: catalogue.Program):
    """In the learner's language; code that has no room goes on deeper, and none of it is lost."""
    for lang, part in (("en", "E001 a bug"), ("zh", "E001 一个错误")):
        set_language(lang)
        assert part in words(pages.source(program, 88))
    shown = text(pages.source(program, 60))
    assert "\n    return [0, 1, 2," in shown
    assert "59]\n" in shown
    code = program.code.partition("ABOUT")[2]
    assert "".join(code.split()) in "".join(text(pages.source(program, 40)).split())
