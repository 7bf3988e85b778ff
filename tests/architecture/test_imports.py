"""Which modules a command may load: start-up time is a feature, and only a fresh interpreter can tell."""

import importlib.util
import json

import pytest

from drillcli.cli.table import COMMANDS

HEAVY = (
    "asyncio", "difflib", "fsrs", "importlib.metadata", "logging", "numpy", "prompt_toolkit", "pydantic", "rapidfuzz",
    "rich", "typer", "yaml",
)  # fmt: skip
"""What an everyday line does not load."""

FOREIGN = ("importlib.metadata", "numpy", "prompt_toolkit", "pydantic", "rich", "yaml")
"""What a line that Typer parses does not load either."""

TRAINING = ("numpy", "onnx", "onnxruntime", "optuna", "pandas", "sklearn", "torch", "uvicorn")
"""What only the process of a training program loads."""

BUDGET = {
    "--version": (["--version"], (*HEAVY, "dataclasses"), 20),
    "--help": (["--help"], (*HEAVY, "sqlite3"), 90),
    "due": (["due"], HEAVY, 150),
    "due --json": (["due", "--json"], HEAVY, 160),
    "stats --json": (["stats", "--json"], HEAVY, 160),
    "a line for the parser": (["due", "--lang", "zh"], FOREIGN, 240),
    "a wrong line": (["dew"], (*FOREIGN, "sqlite3"), 180),
    "exercise": (["exercise"], ("asyncio", "importlib.metadata", "prompt_toolkit", "typer", *TRAINING), 250),
    "exercise --json": (["exercise", "--json"], (*HEAVY, *TRAINING), 140),
    "study": (["study"], ("asyncio", "fsrs", "importlib.metadata", "numpy", "prompt_toolkit", "typer"), 400),
}
"""By name: the words of the line, the modules that it must not load, how many it may load beyond bare Python."""

PROBE = """
import json, sys
before = set(sys.modules)
from drillcli.cli import main
main(json.loads(sys.argv[1]))
print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""


def is_written(line):
    """Tell whether the command that a line calls exists."""
    return line[0] not in COMMANDS or importlib.util.find_spec(f"drillcli.commands.{line[0]}")


@pytest.mark.parametrize("name", BUDGET)
def test_a_line_loads_no_more_than_it_needs(name, run_python):
    """Each line loads none of the modules listed for it, and no more modules than its cap."""
    line, refused, cap = BUDGET[name]
    if not is_written(line):
        pytest.skip("not written yet")
    run_python("-c", PROBE, json.dumps(line))  # the first run reads the decks, the second one the index
    done = run_python("-c", PROBE, json.dumps(line))
    assert done.returncode == 0, done.stderr
    modules = json.loads(done.stderr.splitlines()[-1])
    assert [m for m in modules if m in refused or m.startswith(tuple(f"{name}." for name in refused))] == []
    assert len(modules) <= cap, modules
