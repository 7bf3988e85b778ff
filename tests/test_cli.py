"""The command line: what each line calls, and what is said of a line that makes no sense."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import ROOT

import drillcli.cli
from drillcli.cli import main, parser
from drillcli.cli.table import COMMANDS, Call, short_road
from drillcli.commands import add, export, extract, fit, importing, simulate
from drillcli.commands.stats import StatsOptions
from drillcli.errors import DeckError, DrillError, UsageError
from drillcli.harness.options import Options
from drillcli.plan import StudyOptions

CALLS = {
    "": Call("home", (False,)),
    "--json": Call("home", (True,)),
    "study": Call("study", ([], StudyOptions())),
    "study a b": Call("study", (["a", "b"], StudyOptions())),
    "study --new 0 --limit 5 --minutes 2.5 --tag cost": Call(
        "study", ([], StudyOptions(new=0, limit=5, minutes=2.5, tag="cost"))
    ),
    "study a --type --cram --ahead 3 --seed 7": Call(
        "study", (["a"], StudyOptions(typed=True, cram=True, ahead=3, seed=7))
    ),
    "study -- -a": Call("study", (["-a"], StudyOptions())),
    "due": Call("due", ([], False, False)),
    "due a b --json": Call("due", (["a", "b"], True, False)),
    "due --json a": Call("due", (["a"], True, False)),
    "stats a": Call("stats", (["a"], False)),
    "stats a --tag t --since 30d --only heatmap": Call(
        "stats", (["a"], False, StatsOptions("t", "30d", "heatmap", as_csv=False, svg=None))
    ),
    "stats --csv": Call("stats", ([], False, StatsOptions(as_csv=True))),
    "stats --svg x.svg --force": Call("stats", ([], False, StatsOptions(svg=Path("x.svg"), force=True))),
    "evaluate a --json": Call("evaluate", (["a"], True)),
    "fit": Call("fit", ([], fit.Options(), False)),
    "fit a --dry-run --json": Call("fit", (["a"], fit.Options(dry_run=True), True)),
    "fit --reset --history --use 3": Call("fit", ([], fit.Options(reset=True, history=True, use=3), False)),
    "simulate": Call("simulate", ([], simulate.Options(), False)),
    "simulate a --days 30 --new 5 --limit 90 --minutes 9.5 --cards 50 --seed 1 --json": Call(
        "simulate", (["a"], simulate.Options(30, 5, 90, 9.5, 50, 1), True)
    ),
    "exam": Call("exam", ([], None, None, False)),
    "exam a b 2026-12-15 --minutes 25 --json": Call("exam", (["a", "b", "2026-12-15"], 25.0, None, True)),
    "exam --cancel 2": Call("exam", ([], None, "2", False)),
    "import x.csv": Call("importing", (Path("x.csv"), importing.Options())),
    "import x.csv --to d --columns q,-,a --delimiter ; --encoding gbk --html --cards a.md,b": Call(
        "importing",
        (
            Path("x.csv"),
            importing.Options(
                to=Path("d"),
                table=("q", "-", "a"),
                delimiter=";",
                encoding="gbk",
                html=True,
                cards=(Path("a.md"), Path("b")),
            ),
        ),
    ),
    "export a b x.apkg --history --both --force --json": Call(
        "export", (["a", "b", "x.apkg"], export.ExportOptions(True, "both", True, True))
    ),
    "extract a.md - -o d.yaml --min-confidence 0 --yes --force --json": Call(
        "extract", ([Path("a.md"), Path("-")], extract.ExtractOptions(Path("d.yaml"), 0.0, True, True, True))
    ),
    "import x.csv --reviews --deck d --card c --rating r --time t --took u --tz UTC --day-start 10:30 "
    "--dry-run --json": (
        Call(
            "importing",
            (
                Path("x.csv"),
                importing.Options(
                    True, "d", {"card": "c", "rating": "r", "time": "t", "took": "u"}, "UTC", "10:30", True, True
                ),
            ),
        )
    ),
    "exercise": Call("exercise", (None, Options())),
    "exercise cnn --device cuda:1 --epochs 3 --batch-size 512 --precision bf16 --compile --seed 4": Call(
        "exercise", ("cnn", Options("cuda:1", 3, 512, "bf16", compile=True, seed=4))
    ),
    "exercise cnn --compare cpu,cuda --repeat 3 --threads 2 --devices 2 --data d --baseline 7": Call(
        "exercise", ("cnn", Options(compare=("cpu", "cuda"), repeat=3, threads=2, devices=2, data="d", baseline=7))
    ),
    "exercise cnn --save x.json --force --time-limit 90s --quick --json": Call(
        "exercise", ("cnn", Options(save=Path("x.json"), force=True, time_limit=90.0, quick=True, as_json=True))
    ),
    "exercise cnn --show --history": Call("exercise", ("cnn", Options(show=True, history=True))),
    "decks": Call("decks", (False,)),
    "decks --json": Call("decks", (True,)),
    "show a/b#c --json": Call("show", ("a/b#c", True)),
    "search 推理 cost --json": Call("search", (["推理", "cost"], True)),
    "orphans --json": Call("orphans", (True,)),
    "check": Call("check", ([], False, False)),
    "check x.yaml y --fix --json": Call("check", ([Path("x.yaml"), Path("y")], True, True)),
    "new a": Call("new", ("a", [])),
    "new a --title b --title c": Call("new", ("a", ["b", "c"])),
    "add a": Call("add", ("a", add.AddOptions())),
    "add a --q b --a c --tag d --tag e": Call("add", ("a", add.AddOptions("b", "c", ("d", "e")))),
    "undo": Call("undo", (None,)),
    "undo a/b": Call("undo", ("a/b",)),
    "bury a/b a/c": Call("bury", (["a/b", "a/c"],)),
    "suspend a/b": Call("suspend", (["a/b"],)),
    "unsuspend a/b": Call("unsuspend", (["a/b"],)),
    "forget a/b": Call("forget", (["a/b"],)),
    "edit a/b": Call("edit", ("a/b",)),
    "config": Call("config", (None, None, False, False)),
    "config lang zh": Call("config", ("lang", "zh", False, False)),
    "config lang --unset": Call("config", ("lang", None, True, False)),
    "config --json": Call("config", (None, None, False, True)),
    "sync": Call("sync", (None, None, False, False)),
    "sync --json": Call("sync", (None, None, False, True)),
    "sync init x:y.git --encrypt": Call("sync", ("init", "x:y.git", True, False)),
    "backup": Call("backup", (None, False)),
    "backup x.db --json": Call("backup", (Path("x.db"), True)),
    "restore": Call("restore", (None, False, False)),
    "restore 3 --yes --json": Call("restore", ("3", True, True)),
    "restore --salvage": Call("salvaging", (None, False, False)),
    "doctor --fix --json": Call("doctor", (True, False, True)),
    "doctor --report": Call("doctor", (False, True, False)),
}

FAULTS = {
    "stduy": "unknown command 'stduy'; did you mean 'study'?",
    "startup-challenges": "unknown command 'startup-challenges'; 'drill --help' lists them",
    "study --limt 3": "unknown option --limt; did you mean --limit?",
    "undo --n": "unknown option --n; 'drill undo --help' lists them",
    "study -x": "unknown option -x; 'drill study --help' lists them",
    "--foo": "unknown option --foo; 'drill --help' lists them",
    "study --limit": "--limit needs a value",
    "due --json=yes": "--json takes no value",
    "show": "CARD is missing; see 'drill show --help'",
    "bury": "CARD is missing; see 'drill bury --help'",
    "search": "TEXT is missing; see 'drill search --help'",
    "decks foo": "'foo' is one word too many; see 'drill decks --help'",
    "config lang zh en": "'en' is one word too many; see 'drill config --help'",
    "study --limit -1": "--limit '-1' is wrong: it must be a whole number from 1 to 99999",
    "study --limit 0": "--limit '0' is wrong: it must be a whole number from 1 to 99999",
    "study --limit many": "--limit 'many' is wrong: it must be a whole number from 1 to 99999",
    "study --new -3": "--new '-3' is wrong: it must be a whole number from 0 to 9999",
    "study --ahead -1": "--ahead '-1' is wrong: it must be a whole number from 0 to 36500",
    "study --minutes 0": "--minutes '0' is wrong: it must lie between 0.1 and 1440",
    "study --minutes nan": "--minutes 'nan' is wrong: it must lie between 0.1 and 1440",
    "study --lang fr": "--lang 'fr' is wrong: it must be one of 'zh', 'en'",
    "--lang fr due": "--lang 'fr' is wrong: it must be one of 'zh', 'en'",
    "exercise cnn --device gpu": "--device 'gpu' is wrong: it must be auto, cpu, cuda, cuda:1, mps or xpu",
    "exercise cnn --compare cpu": "--compare 'cpu' is wrong: write two or more devices, such as cpu,cuda",
    "exercise cnn --compare cpu,cpu": "--compare 'cpu,cpu' is wrong: write two or more devices, such as cpu,cuda",
    "exercise cnn --precision int8": (
        "--precision 'int8' is wrong: it must be one of 'auto', 'fp32', 'tf32', 'bf16', 'fp16'"
    ),
    "exercise cnn --time-limit 10": "--time-limit '10' is wrong: write a duration such as 90s, 10m or 2h",
    "exercise cnn --time-limit 0s": "--time-limit '0s' is wrong: write a duration such as 90s, 10m or 2h",
    "exercise cnn --save x.txt": (
        "--save 'x.txt' is wrong: it must end in .json (the report) or .pt (the trained weights)"
    ),
    "exercise cnn --repeat 0": "--repeat '0' is wrong: it must be a whole number from 1 to 100",
    "exercise cnn mlp": "'mlp' is one word too many; see 'drill exercise --help'",
    "--home x --install-completion": "write --install-completion alone, or with bash, zsh or fish after it",
    "study --install-completion": "unknown option --install-completion; 'drill study --help' lists them",
    "--json due": "write --json after the command: drill due --json",
}


@pytest.fixture
def called(monkeypatch):
    """Stand in for every command: note the calls; `called.ending` is an exit code or an exception to raise."""
    seen = SimpleNamespace(calls=[], envs=[], ending=0)

    def load(name):
        def run(env, *arguments):
            seen.calls.append(Call(name.removeprefix("drillcli.commands."), arguments))
            seen.envs.append(env)
            if isinstance(seen.ending, BaseException):
                raise seen.ending
            return seen.ending

        return SimpleNamespace(run=run)

    monkeypatch.setattr(drillcli.cli, "import_module", load)
    return seen


@pytest.mark.parametrize("line", CALLS)
def test_each_line_makes_its_call(line, drill, called):
    """A command line is parsed into plain values; the command's exit code is the program's."""
    called.ending = 3
    result = drill(*line.split())
    assert called.calls == [CALLS[line]]
    assert (result.code, result.out, result.err) == (3, "", "")


@pytest.mark.parametrize("line", [line for line in CALLS if short_road(line.split())])
def test_the_short_road_leads_where_the_parser_does(line, env):
    """An everyday line means the same with and without a parser."""
    assert parser.parse(line.split(), env) == (env, short_road(line.split()))


@pytest.mark.parametrize("line", ["due --lang zh", "study --json", "study a --limit 3", "due -x", "--home x", "show a"])
def test_the_short_road_leaves_options_to_the_parser(line):
    """Whatever is not a command with plain words and --json needs the parser."""
    assert short_road(line.split()) is None


def test_everyday_lines_take_the_short_road():
    """The first card on the screen does not wait for Typer."""
    everyday = ("", "--json", "study", "study a b", "due", "due a b --json", "stats a")
    assert all(short_road(line.split()) for line in everyday)


@pytest.mark.parametrize("line", FAULTS)
def test_a_wrong_line_is_refused_in_one_line(line, drill, called):
    """Wrong usage ends with exit code 2 and one line on stderr that says what to do; nothing is run."""
    result = drill(*line.split())
    assert (result.code, result.out, result.err) == (2, "", f"drill: {FAULTS[line]}\n")
    assert called.calls == []


@pytest.mark.parametrize("name", COMMANDS)
def test_common_options_stand_before_the_command_and_after_it(name, drill, called):
    """`--home` and `--lang` are taken everywhere by every command; the later one counts."""
    word = dict.fromkeys(
        (
            "new",
            "add",
            "show",
            "search",
            "edit",
            "bury",
            "suspend",
            "unsuspend",
            "forget",
            "import",
            "export",
            "extract",
        ),
        "c",
    )
    words = [name, *word.get(name, ())]
    assert drill("--home", "x", "--lang", "en", *words, "--lang", "zh").code == 0
    assert drill(*words, "--home", "y").code == 0
    assert [(env.home_option, env.lang_option) for env in called.envs] == [("x", "zh"), ("y", None)]


@pytest.mark.parametrize(
    ("line", "variables", "language"),
    [
        ("due", {}, "en"),
        ("due", {"LANG": "zh_CN.UTF-8"}, "zh"),
        ("due --lang zh", {}, "zh"),
        ("--lang en due", {"LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_language_is_set_before_the_command_runs(line, variables, language, drill, called, monkeypatch):
    """Messages speak the language of `--lang`, else of the locale."""
    spoken = []
    monkeypatch.setattr("drillcli.locale.set_language", spoken.append)
    drill(*line.split(), variables=variables)
    assert spoken[-1] == language


@pytest.mark.parametrize("line", ["--version", "--lang zh --version", "--version due"])
def test_version(line, drill, called):
    """The version is one line on stdout."""
    result = drill(*line.split())
    assert (result.code, result.out, result.err) == (0, "drill 0.1.0\n", "")
    assert called.calls == []


@pytest.mark.parametrize("line", ["--help", "-h", "--home x --help", "--home x -h"])
def test_help_is_an_overview_of_all_commands(line, drill):
    """`drill --help` fits a terminal of 80 columns and names every command with what it does."""
    result = drill(*line.split())
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == "Usage: drill [COMMAND] [WORDS] [OPTIONS]"
    assert max(map(len, lines)) < 80
    for name, command in COMMANDS.items():
        assert f"  {name:<10}  {command.__doc__}" in lines
    assert all(any(line.startswith(f"  {option}") for line in lines) for option in ("--home DIR", "--lang zh|en"))


@pytest.mark.parametrize("line", ["--lang zh --help", "--help --lang zh", "study --help --lang=zh", "dew --lang zh"])
def test_help_and_faults_speak_the_language_that_the_line_names(line, drill):
    """`--lang` counts wherever it stands, for what is said before any command runs, too."""
    result = drill(*line.split())
    assert re.search("[\u4e00-\u9fff]", result.out + result.err)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(name, drill):
    """`drill COMMAND --help` says what the command does and what it takes."""
    result = drill(name, "--help")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"Usage: drill {name} ")
    assert f"  {COMMANDS[name].__doc__}\n" in result.out
    assert re.search(r"^  --home DIR +Keep the data in DIR\.$", result.out, re.MULTILINE)
    undescribed = [line for line in result.out.splitlines() if line.startswith("  -") and "  " not in line.strip()]
    assert undescribed == []


def test_help_of_study(drill):
    """The words and options of a command, as a reader sees them."""
    assert drill("study", "--help").out == (
        "Usage: drill study [DECK]... [OPTIONS]\n"
        "\n"
        "  Study what is due, then new cards.\n"
        "\n"
        "Words:\n"
        "  [DECK]...  Decks by name; all of them when left out.\n"
        "\n"
        "Options:\n"
        "  --new N       New cards at most.\n"
        "  --limit N     Stop after N answers.\n"
        "  --minutes N   Stop after N minutes.\n"
        "  --tag T       Only cards with this tag.\n"
        "  --type        Type the answers.\n"
        "  --cram        Practise; the schedule stays as it is.\n"
        "  --ahead DAYS  Also what is due within DAYS.\n"
        "  --seed N      The same N gives the same order again.\n"
        "  --home DIR    Keep the data in DIR.\n"
        "  --lang zh|en  The language of cards and messages.\n"
        "  --plain       Line by line, in words, for a screen reader.\n"
        "  -h, --help    Print this.\n"
    )
    assert drill("study", "-h").out == drill("study", "--help").out


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (DrillError("the disk is full; make room"), 1, "drill: the disk is full; make room\n"),
        (DeckError("decks/a.yaml:3:5: no id"), 1, "drill: decks/a.yaml:3:5: no id\n"),
        (UsageError("line 2: rate with 1 to 4"), 2, "drill: line 2: rate with 1 to 4\n"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 1, ""),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(error, code, said, drill, called):
    """What the user can mend is said in one line on stderr; an interrupt and a closed pipe are silent."""
    called.ending = error
    result = drill("due")
    assert (result.code, result.out, result.err) == (code, "", said)


def test_a_bug_shows_its_traceback(drill, called):
    """Anything else is a bug and is not dressed up as a message."""
    called.ending = ZeroDivisionError("a bug")
    with pytest.raises(ZeroDivisionError, match="a bug"):
        drill("due", "--lang", "en")


def test_the_words_default_to_those_of_the_process(env, called, monkeypatch):
    """Without `argv` the words of the process count."""
    monkeypatch.setattr(sys, "argv", ["drill", "due", "a"])
    assert main(env=env) == 0
    assert called.calls == [Call("due", (["a"], False, False))]


def test_the_process_ends_with_the_exit_code(run_python):
    """`python -m drillcli` and the console script end as main says."""
    done = run_python("-m", "drillcli", "duee")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "drill: unknown command 'duee'; did you mean 'due'?\n"


@pytest.mark.skipif(os.name == "nt", reason="pipes of Windows differ")
@pytest.mark.parametrize("words", [["--help"], ["study", "--help"]])
def test_a_reader_that_hangs_up_is_no_trouble(words):
    """`drill … | head` ends without a traceback and without Python's complaint about stdout."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "drillcli", *words]
    done = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_the_setting_decides_the_language_of_help_and_faults(drill):
    """Nothing is opened for them, and they are in the language that the collection is set to; --lang goes first."""
    drill("config", "lang", "zh")
    assert drill("study", "--help").out.startswith("用法：drill study")
    assert "命令" in drill("stduy").err
    assert drill("study", "--help", "--lang", "en").out.startswith("Usage: drill study")
