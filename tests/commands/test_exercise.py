"""`drill exercise`: the catalogue, a run and what is kept of it, what is said when it goes wrong."""

import json
import signal

import pytest
from conftest import NOW
from exercise_cases import ABOUT, Toy, report

from drillcli.harness import runner
from drillcli.model import Moment


@pytest.fixture
def toy(tmp_path, monkeypatch):
    folder = tmp_path / "programs"
    folder.mkdir()
    return Toy(folder, monkeypatch)


@pytest.fixture
def reports(drill):
    """Run `drill exercise … --json` and return what it prints."""

    def run(*words, code=0, **how):
        done = drill("exercise", *words, "--json", **how)
        assert (done.code, done.err) == (code, "")
        return json.loads(done.out)

    return run


def telling(**said):
    """Return the script of a child that tells this report."""
    return f"tell(event='record', record={report(**said)!r})\n"


def test_the_catalogue_as_json(reports, toy):
    """By name, in the learner's language, without a run yet."""
    assert reports() == {
        "toy": {
            "title": "Toy",
            "teaches": "nothing",
            "source": "000-C01",
            "needs": ["json"],
            "missing": [],
            "install": None,
            "seconds": 1,
            "epochs": 2,
            "batch": 8,
            "metrics": {"accuracy": "higher", "error": "lower"},
            "data": {"digits": {"accuracy": 0.9}, "fashion": {}},
            "targets": {"accuracy": 0.9},
            "best": None,
        }
    }
    assert reports("--lang", "zh")["toy"]["title"] == "玩具"


def test_the_catalogue_shows_the_best_run(reports, drill, toy):
    """The one that met its targets in the least time; the language is the collection's own when none is said."""
    for seconds in (3.0, 1.5, 2.0):
        toy.says(telling(time_s={"train": seconds}))
        reports("toy")
    toy.says(telling(time_s={"train": 1.0}, quality={"pass": False}))
    reports("toy", code=3)
    assert reports()["toy"]["best"] == {
        "id": 2,
        "at": "2026-11-22T09:00:00+00:00",
        "device": "Test CPU",
        "metric": "accuracy",
        "value": 0.95,
        "seconds": 1.5,
        "step_ms": 5.0,
        "samples_per_s": 1600.0,
    }
    drill("config", "lang", "zh")
    assert reports()["toy"]["title"] == "玩具"
    assert "玩具" in drill("exercise").out


def test_a_run_is_told_what_the_line_says(reports, toy, env):
    """What was not said is null: the program and the lab decide."""
    reports("toy")
    told = toy.told[0]
    assert told.pop("cache") == str(env.home / "cache" / "exercise")
    assert told == {
        "exercise": "toy",
        "device": "auto",
        "seed": 0,
        "epochs": None,
        "batch": None,
        "precision": "auto",
        "compile": False,
        "threads": None,
        "devices": 1,
        "quick": False,
        "shuffle_labels": False,
        "time_limit_s": 3600.0,
        "tuned": None,
        "lang": "en",
        "data": "digits",
        "save_model": None,
    }
    words = "--device cpu --epochs 3 --batch-size 16 --precision bf16 --compile --seed 4 --threads 2 --time-limit 5m"
    reports("toy", *words.split(), "--data", "fashion", "--save", "w.pt", "--quick")
    said = {"device": "cpu", "seed": 4, "epochs": 3, "batch": 16, "precision": "bf16", "compile": True, "threads": 2}
    said |= {"time_limit_s": 300.0, "data": "fashion", "save_model": str(env.cwd / "w.pt"), "quick": True}
    assert {key: toy.told[1][key] for key in said} == said


def test_a_run_is_kept(reports, toy):
    """The report has its number and moment, every key, and is in the history."""
    found = reports("toy", at=NOW)
    assert (found["id"], found["at"], found["status"]) == (1, "2026-11-22T09:00:00+00:00", "complete")
    assert found["config"]["time_limit_s"] == 3600.0
    again = reports("toy")
    assert reports("toy", "--history") == [found, again]


def test_a_run_on_a_screen(drill, toy):
    """The report, and from the second run on how it stands beside the last and the best."""
    first = drill("exercise", "toy")
    assert (first.code, first.err) == (0, "")
    assert "accuracy" in first.out
    assert len(drill("exercise", "toy").out) > len(first.out)
    assert "toy" in drill("exercise", "toy", "--history").out
    assert "ABOUT" in drill("exercise", "toy", "--show").out


def test_a_missed_target(drill, toy):
    """Exit code 3, with the report."""
    toy.says(telling(quality={"pass": False}))
    done = drill("exercise", "toy", "--json")
    assert (done.code, json.loads(done.out)["quality"]["pass"]) == (3, False)


def test_an_interrupted_run(drill, reports, toy, monkeypatch):
    """130; the partial report is printed, marked and kept."""
    toy.says(telling(status="incomplete") + "tell(event='progress')\ntime.sleep(60)")
    take = runner.Watch.take

    def interrupt(self, line):
        take(self, line)
        if "progress" in line:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(runner.Watch, "take", interrupt)
    done = drill("exercise", "toy", "--json")
    assert (done.code, done.err) == (130, "")
    found = json.loads(done.out)
    assert (found["status"], found["message"], found["id"]) == ("incomplete", "interrupted", 1)
    assert reports("toy", "--history") == [found]


def test_a_run_that_takes_too_long(drill, toy):
    """Exit code 1, one line with the way out; there is no report when nothing was told in time."""
    toy.says("time.sleep(60)")
    done = drill("exercise", "toy", "--time-limit", "1s")
    assert (done.code, done.out) == (1, "")
    assert done.err == ("drill: toy was stopped by its time limit; --time-limit gives it more; --quick asks for less\n")


def test_a_crash(drill, reports, toy, env):
    """Exit code 1 and one line with the last words and the file of the rest; what was measured is kept as failed."""
    toy.says(telling(status="incomplete") + "{}['key']")
    done = drill("exercise", "toy")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"drill: toy: KeyError: 'key'; all it said is in {env.home / 'log'}")
    assert "Traceback" in next((env.home / "log").iterdir()).read_text()
    (kept,) = reports("toy", "--history")
    assert (kept["status"], kept["message"]) == ("failed", "KeyError: 'key'")
    assert json.loads(drill("exercise", "toy", "--json").out)["status"] == "failed"


def test_a_failure_that_the_child_explains(drill, toy):
    """Its words, in one line; wrong usage is exit code 2."""
    toy.says("tell(event='failure', kind='refused', message='no cuda here')")
    assert drill("exercise", "toy") == type(drill("exercise", "toy"))(1, "", "drill: toy: no cuda here\n")
    toy.says("tell(event='failure', kind='usage', message='no fp16 here')")
    assert drill("exercise", "toy").code == 2


def test_a_package_that_is_missing(drill, toy):
    """Said before anything is started, with the line that installs it."""
    (toy.folder / "toy.py").write_text(ABOUT.replace('["json"]', '["no_such_thing"]'), encoding="utf-8")
    done = drill("exercise", "toy")
    assert (done.code, done.out) == (1, "")
    assert done.err == ("drill: toy needs no_such_thing; install what is missing with: pip install no-such-thing\n")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("toys", 1, 'unknown exercise "toys"; did you mean "toy"?'),
        ("toy --show --epochs 2", 2, "--show and --history run nothing: leave the other options out"),
        ("--epochs 2", 2, "say which exercise; `drill exercise` lists them"),
        (
            "toy --data nowhere",
            2,
            "--data 'nowhere' is neither a data set of toy (digits, fashion) nor a folder or file",
        ),
        ("toy --baseline 7", 1, "no run 7 of toy; `drill exercise toy --history` lists them"),
        ("toy --save taken.pt", 1, "taken.pt is a folder: name a file to write"),
    ],
)
def test_what_is_refused(line, code, said, drill, toy, env):
    """In one line, before anything is started."""
    (env.cwd / "taken.pt").mkdir()
    done = drill("exercise", *line.split())
    assert (done.code, done.out, done.err) == (code, "", f"drill: {said}\n")
    assert not (toy.folder / "options.jsonl").exists()


def test_several_seeds(drill, reports, toy):
    """One run after the other, each kept; a list as JSON, side by side on the screen."""
    toy.says("r = " + repr(report()) + "\nr['config']['seed'] = options['seed']\ntell(event='record', record=r)")
    assert [run["config"]["seed"] for run in reports("toy", "--repeat", "3", "--seed", "5")] == [5, 6, 7]
    assert [run["id"] for run in reports("toy", "--history")] == [1, 2, 3]
    assert drill("exercise", "toy", "--repeat", "2").code == 0


def test_several_devices_until_one_fails(drill, toy):
    """The reports of those that ran are there, and a line for the one that is not."""
    failing = (
        "if options['device'] == 'cuda':\n    tell(event='failure', kind='refused', message='no cuda')\nelse:\n    "
    )
    toy.says(failing + telling())
    done = drill("exercise", "toy", "--compare", "cpu,cuda", "--json")
    assert (done.code, len(json.loads(done.out)), done.err) == (1, 1, "drill: toy: no cuda\n")
    assert [told["device"] for told in toy.told] == ["cpu", "cuda"]


def test_settings_are_taken_over_for_a_week(reports, toy):
    """The same request gets what the last complete run chose, so that the same seed gives the same result."""
    toy.says(telling(config={"dtype": "bf16", "malloc": True}))
    reports("toy", at=NOW)
    reports("toy", "--seed", "3", "--epochs", "5", at=Moment(NOW.ms + 6 * 86_400_000, NOW.day + 6, 0))
    tuned = toy.told[1]["tuned"]
    assert (tuned["dtype"], tuned["malloc"], tuned["threads"], tuned["device"]) == ("bf16", True, 1, "Test CPU")
    reports("toy", "--batch-size", "16")
    assert toy.told[2]["tuned"] is None
    reports("toy", at=Moment(NOW.ms + 14 * 86_400_000, NOW.day + 14, 0))
    assert toy.told[3]["tuned"] is None


def test_the_report_can_be_saved(reports, toy, env):
    """As the same JSON."""
    found = reports("toy", "--save", "out.json")
    assert json.loads((env.cwd / "out.json").read_text()) == found


def test_a_report_that_cannot_be_saved_is_shown(drill, toy, env):
    """Nobody trains twice because a file could not be written."""
    toy.says(telling() + f"import os\nos.mkdir({str(env.cwd / 'out.json')!r})\n")
    done = drill("exercise", "toy", "--save", "out.json", "--json")
    assert (done.code, json.loads(done.out)["status"]) == (1, "complete")
    assert done.err == f"drill: {env.cwd / 'out.json'}: Is a directory\n"


def test_a_baseline(drill, reports, toy):
    """The run is set beside the chosen one; one of another exercise is refused."""
    reports("toy")
    assert drill("exercise", "toy", "--baseline", "1").code == 0


def test_a_report_that_cannot_be_kept_is_shown(drill, toy, env, monkeypatch):
    """The disk is full: the report is printed all the same, and a line says that it was not kept."""
    drill("exercise", "toy")
    from drillcli.errors import StoreError
    from drillcli.store import runs

    def full(*_):
        raise StoreError("the disk is full")

    monkeypatch.setattr(runs, "add", full)
    done = drill("exercise", "toy", "--json")
    assert (done.code, done.err) == (1, "drill: the disk is full\n")
    assert json.loads(done.out)["id"] is None


def test_under_torchrun_the_first_process_speaks_for_all(drill, reports, toy):
    """The others run their child with the same environment and say nothing; none takes over settings."""
    toy.says("if os.environ['RANK'] == '0':\n    " + telling())
    ranks = [{"RANK": str(rank), "WORLD_SIZE": "2"} for rank in (0, 1, 0)]
    first, second, third = [drill("exercise", "toy", "--json", variables=variables) for variables in ranks]
    assert (first.code, second.code, second.out, second.err) == (0, 0, "", "")
    assert json.loads(third.out)["id"] == 2
    assert toy.told[2]["tuned"] is None
    toy.says("{}['key']")
    failed = drill("exercise", "toy", variables=ranks[1])
    assert (failed.code, failed.out, failed.err) == (1, "", "")
    for line in ([], ["toy", "--show"], ["toy", "--history"]):
        assert drill("exercise", *line, variables=ranks[1]).out == ""
    refused = drill("exercise", "toy", "--devices", "2", variables=ranks[0])
    assert (refused.code, refused.err) == (2, "drill: torchrun has started the processes: leave --devices out\n")


def test_the_source_as_json(reports, toy):
    """What was mended, in the learner's language, and the code."""
    found = reports("toy", "--show", "--lang", "zh")
    assert found["mended"] == [{"erratum": "E001", "text": "一个错误"}]
    assert (found["slug"], found["title"]) == ("toy", "玩具")
    assert ABOUT in found["code"]


def test_names_are_completed(toy, env):
    """From the files, without reading them."""
    from drillcli.commands import complete

    (toy.folder / "text_broken.py").write_text("ABOUT = {", encoding="utf-8")
    assert complete.exercises(complete.Line(env, "t", {})) == ["text-broken", "toy"]
