"""The README is true: its lines run; commands, keys, schema and decks are the program's; its links lead somewhere."""

import json
import re
import shlex
import tomllib
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import pytest
from conftest import ROOT, Result

from drillcli.cli import main, parser
from drillcli.cli.learning import home
from drillcli.cli.table import COMMANDS, about
from drillcli.config import SETTINGS, Environment, Settings, write_setting
from drillcli.deckfile.build import load
from drillcli.locale import set_language
from drillcli.ui import words

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = README.partition("\n## 中文\n")[2].partition("\n## ")[0]
PROSE = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
LINES = [line.strip() for line in re.findall(r"^    (?:drill|printf|DRILL_\w+=).*$", PROSE, re.MULTILINE)]
"""The lines to type, in the order of the README."""

ELSEWHERE = ("drill exercise", "drill sync")
"""What would train for minutes or needs a repository is parsed only; tests/harness and tests/sync run such lines."""

QUESTIONS = "# Interview\n\n## 1. What does recall measure?\n\nThe share of positives that were found.\n"
WORDS = "q,a,tags\nhund,dog,animals\nkatze,cat,animals\n"
LOG = "card_id,rating,review_time,duration\n1,3,2026-11-01T09:00:00,4000\n1,3,2026-11-04T09:00:00,3000\n"


@pytest.fixture
def world(env: Environment) -> Environment:
    """A learner's folder in which there are the files that the README's lines name."""
    (env.cwd / "decks").mkdir()
    for name, text in {"interview.md": QUESTIONS, "words.csv": WORDS, "log.csv": LOG}.items():
        (env.cwd / name).write_text(text, encoding="utf-8")
    world = replace(env, variables={**env.variables, "EDITOR": "true"})
    assert typed(world, "drill export evaluation collection.apkg").code == 0
    return world


def typed(env: Environment, line: str) -> Result:
    """Run a line as a shell would: variables before it, one pipe, a comment behind it."""
    *before, command = line.split(" | ")
    lexed = shlex.split(command, comments=True)
    given = dict(word.split("=", 1) for word in lexed if re.match(r"DRILL_\w+=", word))
    stdin = shlex.split(before[0])[1].replace("\\n", "\n") if before else ""
    out, err = StringIO(), StringIO()
    world = replace(env, stdin=StringIO(stdin), stdout=out, stderr=err, variables={**env.variables, **given})
    return Result(main(lexed[len(given) + 1 :], world), out.getvalue(), err.getvalue())


def test_every_line_runs(world: Environment) -> None:
    """One after the other, as a reader types them: each is done, or says why there is nothing to do yet."""
    fitting = () if find_spec("numpy") else ("drill evaluate", "drill fit", "drill simulate")
    tried = [line for line in LINES if not line.startswith((*ELSEWHERE, *fitting, "drill --install-completion"))]
    assert len(tried) > 30
    for line in tried:
        done = typed(world, line)
        code, said = OTHERWISE.get(line.partition("  ")[0], (0, ""))
        assert (done.code, said in done.err) == (code, True), f"{line}\n{done.err}"


OTHERWISE = {
    "drill add mine": (3, "no note"),  # no terminal, no form
    "drill evaluate": (1, "too few reviews"),
    "drill fit": (1, "too few reviews"),
}
"""How a line ends here that ends otherwise for a learner, and what is said of it."""


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith(ELSEWHERE)])
def test_a_line_that_is_not_run_is_understood(line: str, env: Environment) -> None:
    """Its command, words and options are those of the program."""
    parser.parse(shlex.split(line, comments=True)[1:], env)


def test_the_commands_are_those_of_the_program() -> None:
    """The table of commands has every command with the line that `--help` prints, and no other."""
    rows = re.findall(r"^\| `drill ?([a-z]*)[^`]*` \| (.+) \|$", README, re.MULTILINE)
    assert dict(rows) == {"": about(home)} | {name: about(command) for name, command in COMMANDS.items()}


@pytest.mark.parametrize("text", [README, CHINESE], ids=["en", "zh"])
def test_the_keys_are_those_of_a_sitting(text: str) -> None:
    """Both tables of keys name every key of the page of keys."""
    table = re.split(r"\| Key \| Does \|\n|\| 按键 \| 作用 \|\n", text)[-1].partition("\n\n")[0]
    named = set(re.findall(r"`([^`]+)`", table))
    keys = {key for row, _does in words.key_help()[1:] for key in re.split("[ –]", row)}
    assert named | {"↑", "↓"} == keys


def test_the_settings_are_those_of_the_program() -> None:
    """What is said of a setting, and the value that it has, are true."""
    section = README.partition("\n## Settings\n")[2].partition("\n## ")[0]
    said = re.findall(r"`([a-z_]+)`(?:\s\(([^)]+)\))?", section.replace("\n", " "))
    named = {name: value for name, value in said if name in SETTINGS}
    assert len(named) > 6
    for name, value in named.items():
        default = write_setting(name, getattr(Settings(), name))
        assert not value or value.partition(",")[0] == default, name


def test_the_extras_are_those_of_the_package() -> None:
    """The section on installation names every extra."""
    section = README.partition("\n## Install and learn\n")[2].partition("\n## ")[0]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [name for name in project["optional-dependencies"] if f"`{name}`" not in section] == []


def test_the_schema_is_the_schema() -> None:
    """The tables that the README documents are those of schema.sql, word for word."""
    (block,) = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
    schema = (ROOT / "drillcli" / "store" / "schema.sql").read_text(encoding="utf-8")
    for table in block.strip().split("\n\n"):
        assert table in schema


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(title:.*?)```", README, re.DOTALL), ids=["en", "zh"])
def test_a_deck_is_a_deck(block: str, tmp_path: Path) -> None:
    """The decks that the README tells a newcomer to write, in both languages, are without fault."""
    loaded = load(tmp_path / "mine.yaml", "mine", block.encode())
    assert [str(fault) for fault in loaded.faults] == []
    assert loaded.deck is not None
    assert len(loaded.deck.notes) == 2


def test_the_decks_are_counted(drill: Callable[..., Result]) -> None:
    """So many decks come with drill, with so many notes and cards."""
    decks = json.loads(drill("decks", "--json").out)
    index = (ROOT / "decks" / "README.md").read_text(encoding="utf-8")
    notes, cards = (int(n) for n in re.findall(r"^(\d+) notes, (\d+) cards", index, re.MULTILINE)[0])
    assert (len(decks), sum(deck["cards"] for deck in decks)) == (10, cards)
    assert f"Ten decks come with drill: {notes} notes" in README
    assert f"十个卡组、{notes} 条笔记" in CHINESE


def test_links_lead_somewhere() -> None:
    """Files and pictures are there; each heading that is linked is one; each footnote is used and written."""
    targets = re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", re.sub(r"`[^`]*`", "", PROSE))
    local = [one or other for one, other in targets if not (one or other).startswith("https://")]
    heads = {
        "#" + re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^##+ (.+)$", PROSE, re.M)
    }
    for target in local:
        assert target in heads if target.startswith("#") else (ROOT / target).exists(), target
    notes = re.findall(r"^\[\^([\w-]+)\]:", PROSE, re.M)
    assert sorted(set(re.findall(r"\[\^([\w-]+)\](?!:)", PROSE))) == sorted(notes)


def test_only_the_programs_know_the_network() -> None:
    """No module but the lab that measures a server on this machine opens connections, as the README answers."""
    doors = re.compile(r"^\s*(?:import|from) (?:socket|ssl|http|urllib\.request|ftplib|smtplib|requests)\b", re.M)
    modules = [path for path in (ROOT / "drillcli").rglob("*.py") if doors.search(path.read_text(encoding="utf-8"))]
    assert {path.parent.name for path in modules} == {"lab"}


def test_the_help_is_chinese_where_the_reader_is() -> None:
    """The Chinese section promises help in Chinese."""
    set_language("zh")
    assert not [name for name, command in COMMANDS.items() if about(command).isascii()]


def test_the_faults_told_at_the_top_are_those_of_the_table() -> None:
    """Kills, losses of power and failing disks add up to the number of the first promise; none lost an answer."""
    rows = re.findall(r"^\| (.+?) \| ([\d,]+) \| ([\d,]+) \| (\d+) \|$", README, re.MULTILINE)
    faults = [row for row in rows if re.search("kill|power|full|fails|read-only", row[0])]
    assert {row[3] for row in rows} == {"0"}
    assert f"{sum(int(runs.replace(',', '')) for _, runs, *_ in faults):,} times over" in README
