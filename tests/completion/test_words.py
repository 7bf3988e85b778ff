"""What is offered for each word of the command line, as the shells are told it."""

import pytest
from collection_cases import KINDS, hide_bundled, write_deck
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drillcli.cli.completion import commands, everyday, further
from drillcli.cli.table import COMMANDS, about
from drillcli.config import SETTINGS
from drillcli.errors import DrillError
from drillcli.harness.options import PRECISIONS
from drillcli.locale import set_language
from drillcli.stats.report import BLOCKS


@pytest.fixture(autouse=True)
def decks(tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    write_deck(tmp_path)
    write_deck(tmp_path, KINDS, "kinds")


@pytest.fixture
def tell(drill):
    """Ask as a shell does: `tell("study s")` returns the lines that come, the first of which speaks of files."""

    def ask(line: str) -> list[str]:
        done = drill(*line.split(" "), variables={"_DRILL_COMPLETE": "1"})
        assert (done.code, done.err) == (0, "")
        return done.out.removesuffix("\n").split("\n")

    return ask


@pytest.fixture
def complete(tell):
    """Return the words that are offered in the place of the last one: `complete("study s")`."""
    return lambda line: [told.partition("\t")[0] for told in tell(line)[1:]]


@pytest.mark.parametrize("line", ["study", "due", "stats", "study kinds", "exam", "export", "add", "import x --deck"])
def test_decks(line, complete):
    """Wherever a deck is meant, the decks are offered that begin as the word does."""
    assert complete(f"{line} ") == ["kinds", "letters"]
    assert complete(f"{line} le") == ["letters"]


@pytest.mark.parametrize("line", ["show", "edit", "bury", "bury kinds/a", "suspend", "unsuspend", "forget", "undo"])
def test_cards(line, complete):
    """A card is reached as a file is: first its deck, then its name."""
    assert complete(f"{line} ") == ["kinds/", "letters/"]
    assert complete(f"{line} letters/") == [f"letters/{name}" for name in "abcdef"]
    assert complete(f"{line} letters/e") == ["letters/e"]
    assert complete(f"{line} nowhere/") == complete(f"{line} x") == []


def test_a_look_at_cards_changes_nothing(complete, tmp_path):
    """No database comes into being because somebody pressed TAB."""
    assert complete("show letters/e") == ["letters/e"]
    assert not (tmp_path / "drill_home").exists()


def test_words_with_a_meaning(complete, drill, tmp_path):
    """Exercises, settings and what they can be, parts of a page, precisions, tags, languages, backups."""
    assert complete("exercise re") == ["recommender"]
    assert complete("exercise cnn --precision ") == list(PRECISIONS)
    assert complete("exercise cnn --device c") == ["cpu", "cuda"]
    assert complete("config ") == list(SETTINGS)
    assert complete("config model ") == ["fsrs6", "fsrs7"]
    assert complete("config lang ") == ["en", "zh"]
    assert complete("config new_per_day ") == complete("config nothing ") == []
    assert complete("stats --only ") == list(BLOCKS)
    assert complete("--lang ") == complete("study --lang ") == ["en", "zh"]
    write_deck(tmp_path, 'title: Tagged\nnotes:\n  - {id: a, q: "?", a: "!", tags: [数学, greek]}\n', "tagged")
    assert complete("study --tag gr") == complete("add kinds --tag gr") == ["greek"]
    assert complete("stats --tag 数") == ["数学"]
    assert complete("sync ") == ["init"]
    assert complete("restore ") == []
    assert [drill(word).code for word in ("due", "backup")] == [0, 0]
    (backup,) = (tmp_path / "drill_home/backups").glob("*.db")
    assert complete("restore 2") == [backup.stem]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "check a",
            "import a",
            "extract a",
            "extract a b",
            "backup a",
            "restore a",
            "study ./a",
            "due ~/a",
            "add d/a",
        ),
        *("--home a", "study --home a", "stats --svg a", "exercise cnn --save a", "import a --to a", "extract a -o a"),
    ],
)
def test_files(line, tell):
    """Where a file fits, the shell is told to offer its own."""
    assert tell(line) == ["files"]


@pytest.mark.parametrize("line", ["s", "study l", "config l", "decks a", "study --limit 3", "sync i", "new x", ""])
def test_no_files(line, tell):
    """Where no file fits, none is offered."""
    assert tell(line)[0] == ""


def test_commands_come_with_what_they_do(tell):
    """The first word is a command; in Chinese it is explained in Chinese."""
    assert tell("su") == ["", f"suspend\t{about(COMMANDS['suspend'])}"]
    assert len(tell("")) == 1 + len(COMMANDS)
    set_language("zh")
    assert dict(commands("study").words)["study"] == about(COMMANDS["study"])


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "words",
    [
        *([""], ["le"], ["letters/"], ["kinds/a"], ["./x"], ["re"], ["mod"], ["d.yaml"]),
        *(["letters", ""], ["letters/a", "kinds/"], ["kinds", "letters", "k"], ["model", "f"], ["--json", ""]),
    ],
)
def test_the_short_road_offers_what_the_parser_would(command, words, env):
    """Everyday lines are completed without a parser, and so that nobody can tell."""
    line = [command, *words]
    short = everyday(line, env)
    if short is not None:
        long = further(line[:-1], line[-1], env)
        assert (list(short.words), short.files) == (list(long.words), long.files)


def test_what_takes_the_short_road(env):
    """Decks and cards, which are completed most often, and before which no option stands."""
    for line in (["study", ""], ["due", "a", "b"], ["show", "letters/"], ["bury", "x", "y"], ["exercise", "c"]):
        assert everyday(line, env) is not None
    for line in (["study", "--limit", "3", ""], ["show", "a", ""], ["import", "x"], ["study", "-"]):
        assert everyday(line, env) is None


def test_options_come_with_what_they_are_for(tell, complete):
    """Options of the command, and those of every command; one that was given is not offered again."""
    assert tell("study --li")[1:] == ["--limit\tStop after N answers."]
    assert complete("bury --ho") == ["--home"]
    assert complete("study --limit 3 --li") == []
    assert complete("--ins") == ["--install-completion"]
    assert complete("exercise cnn --precision=b") == ["--precision=bf16"]


@pytest.mark.parametrize("line", ["-", "due -"])
def test_help_has_two_names(line, tell):
    """`--help` and `-h` come one after the other, told in the learner's language."""
    assert tell(line)[-2:] == ["--help\tPrint this.", "-h\tPrint this."]
    assert tell(f"--lang zh {line}")[-1] == "-h\t显示这段说明。"


def test_the_decks_are_those_of_the_folder_that_the_line_names(complete, tmp_path):
    """`--home` counts for what is offered after it."""
    (tmp_path / "elsewhere").mkdir()
    write_deck(tmp_path / "elsewhere", KINDS, "mine")
    assert complete("--home elsewhere due m") == ["mine"]
    assert complete("due --home elsewhere m") == ["mine"]


def test_trouble_is_silent(complete, monkeypatch):
    """Nothing that is wrong with the data writes into the line that is being typed."""

    def fail(*_words):
        raise DrillError("no deck")

    monkeypatch.setattr("drillcli.commands.complete.find_decks", fail)
    assert complete("due s") == complete("show letters/") == []


PROBE = """
import sys
from drillcli.cli import main
main(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("stu", {"rich", "yaml", "typer", "sqlite3"}),
        ("study kin", {"rich", "yaml", "prompt_toolkit"}),
        ("show kinds/", {"rich", "prompt_toolkit"}),
    ],
)
def test_no_word_waits_for_a_library_that_it_does_not_need(line, refused, run_python):
    """TAB is answered at once: a command's name without a parser, nothing with rich."""
    done = run_python("-c", PROBE, *line.split(), _DRILL_COMPLETE="1")
    assert line.split()[-1] in done.stdout
    assert refused.isdisjoint(done.stderr.split())


WORDS = [
    "study",
    "show",
    "config",
    "lang",
    "--limit",
    "x",
    "--lang",
    "fr",
    "--",
    "-x",
    "--json",
    "--lang=",
    "'",
    "",
]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing is written
@given(st.lists(st.sampled_from(WORDS) | st.text("a-=/ \"'阿", max_size=4), max_size=5), st.sampled_from(WORDS))
def test_no_line_is_so_wrong_that_completion_fails(env, before, word):
    """Whatever stands on the line, there is an answer; words that are offered begin as the word does."""
    offered = further(before, word, env)
    assert all(value.startswith(word) for value, _about in offered.words)
