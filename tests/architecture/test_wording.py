"""What is said to a person goes through the catalogue: reasons of the system, and what stands between names."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "drillcli"
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
BETWEEN = {", ", "; ", "`, `"}

JOINS = {
    "deckfile/write.py": "YAML",
    "exporters/sheet.py": "a title in the language of the page, which need not be the one spoken",
    "exporters/table.py": "cells that programs read",
    "lab/serve.py": "what the model server answers to programs",
    "store/cards.py": "SQL",
    "store/exchange_union.py": "SQL",
    "store/intake_cards.py": "SQL",
    "store/queue.py": "SQL",
    "store/salvage.py": "SQL",
    "store/store.py": "SQL",
    "store/verify.py": "SQL",
    "ui/adding_desk.py": "a field as the learner would type it",
    "ui/maths.py": "formulas",
    "ui/maths_block.py": "formulas",
}
"""The modules that put names side by side with an English comma or semicolon, and why they may."""


def test_the_reason_of_the_system_is_said_in_the_learners_language():
    """Only `reason_of` reads what the system says of an error in English; all others ask it."""
    reading = {name for name, path in MODULES.items() if any(reads_strerror(node) for node in nodes(path))}
    assert reading == {"locale/reasons.py"}


def test_names_stand_side_by_side_as_the_language_parts_them():
    """Outside the list above, `commas` and `clauses` (or a translated separator) join what a person reads."""
    found = {name for name, path in MODULES.items() if any(joins(node) for node in nodes(path))}
    assert sorted(found - JOINS.keys()) == []
    assert sorted(JOINS.keys() - found) == [], "these need no exception any more"


@pytest.mark.parametrize("line", ['", ".join(x)', 'Text("; ").join(x)', 'a["k"] = "`, `".join(y)'])
def test_the_check_sees_a_join(line: str):
    """A separator as it is, or in a text with a style, is found; a translated one is not."""
    assert any(map(joins, ast.walk(ast.parse(line))))
    assert not any(map(joins, ast.walk(ast.parse('_(", ").join(x); Text(_("; ")).join(x); "\\n".join(x)'))))


def reads_strerror(node: ast.AST) -> bool:
    """Tell whether a node is what the system says of an error; `os.strerror`, with which one is raised, is not."""
    return isinstance(node, ast.Attribute) and node.attr == "strerror" and ast.unparse(node.value) != "os"


def joins(node: ast.AST) -> bool:
    """Tell whether a node calls `join` of a separator in English."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "join":
        return False
    between = node.func.value
    if isinstance(between, ast.Call) and isinstance(between.func, ast.Name) and between.func.id != "_" and between.args:
        between = between.args[0]
    return isinstance(between, ast.Constant) and between.value in BETWEEN


def nodes(path: Path) -> Iterator[ast.AST]:
    """Yield what a module is made of."""
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))
