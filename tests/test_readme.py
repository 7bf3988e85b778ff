"""The README is true: its picture, its commands, its schema and its deck come from the program."""

import re

from conftest import ROOT

from drillcli.cli.learning import home
from drillcli.cli.table import COMMANDS, about
from drillcli.collection import open_collection
from drillcli.deckfile.build import load
from drillcli.plan import StudyOptions
from drillcli.sitting import Sitting
from drillcli.ui.picture import screenshot
from drillcli.ui.screens import Screens
from drillcli.ui.seen import Typing, view

README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURE = ROOT / "tests" / "pictures" / "sitting.svg"
WIDTH, HEIGHT = 84, 24


def test_the_picture_is_the_screen(env, clock, tmp_path):
    """The picture is what the program shows; where it is not, the test has exported a new one."""
    with open_collection(env) as collection:
        decks = [deck for deck in collection.decks() if deck.slug == "startup-challenges"]
        sitting = Sitting(collection, decks, StudyOptions(seed=1))
        screens = Screens(sitting, env, print, color=True)
        while sitting.turn() and sitting.session.position < 6:
            clock.advance(minutes=0.15)
            for key in ("1", " ", "3"):
                screens.press(key)
        clock.advance(minutes=0.1)
        screens.press("1") if sitting.takes_response else screens.press(" ")
        drawn = screenshot(view(sitting, "", Typing.NONE, is_flagged=False), WIDTH, HEIGHT)
    fresh = tmp_path / PICTURE.name
    fresh.write_text(drawn, encoding="utf-8")
    assert drawn == PICTURE.read_text(encoding="utf-8"), f"the screen has changed: copy {fresh} over {PICTURE}"


def test_the_commands_are_those_of_the_program():
    """The table of commands has every command with the line that `--help` prints, and no other."""
    rows = re.findall(r"^\| `drill ?([a-z]*)[^`]*` \| (.+) \|$", README, re.MULTILINE)
    assert dict(rows) == {"": about(home)} | {name: about(command) for name, command in COMMANDS.items()}


def test_the_schema_is_the_schema():
    """The tables that the README documents are those of schema.sql, word for word."""
    (block,) = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
    schema = (ROOT / "drillcli" / "store" / "schema.sql").read_text(encoding="utf-8")
    for table in block.strip().split("\n\n"):
        assert table in schema


def test_the_deck_is_a_deck(tmp_path):
    """The deck that the README tells a newcomer to write is without fault."""
    (block,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    loaded = load(tmp_path / "mine.yaml", "mine", block.encode())
    assert [str(fault) for fault in loaded.faults] == []
    assert loaded.deck is not None
    assert len(loaded.deck.notes) == 2
