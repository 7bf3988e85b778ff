"""The manual pages say what `--help` says, in both languages, and roff has nothing to complain about."""

import os
import re
import shutil
import subprocess

import manual_page as page
import pytest

from drillcli.cli.table import COMMANDS, about, options
from drillcli.locale import set_language

ROFF = {
    "groff": ["groff", "-k", "-man", "-Tutf8", "-ww"],
    "man": ["man", "--warnings=w", "--encoding=UTF-8", "--local-file"],
    "mandoc": ["mandoc", "-Tlint", "-Wwarning"],
}


def man_version() -> str:
    return subprocess.run(["man", "--version"], capture_output=True, encoding="utf-8", check=False).stdout


@pytest.mark.parametrize("lang", page.PAGES)
def test_the_page_is_up_to_date(lang):
    """Each page is what manual_page.py writes now; see there for the cure."""
    assert page.PAGES[lang].read_text(encoding="utf-8") == page.written(lang)


@pytest.mark.parametrize("program", [p for p in ROFF if shutil.which(p)])
@pytest.mark.parametrize("lang", page.PAGES)
def test_it_is_set_without_warning(lang, program):
    """Where there is a program that sets manual pages, it finds no fault."""
    world = {**os.environ, "LC_ALL": "C.UTF-8"}
    if program == "man" and "man " not in man_version():
        pytest.skip("another man than that of man-db")
    done = subprocess.run(
        [*ROFF[program], page.PAGES[lang]], env=world, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("groff"), reason="no groff here")
@pytest.mark.parametrize("lang", page.PAGES)
def test_a_reader_finds_all_there_is(lang):
    """Every command with what it does, and every option of all commands, stands on the page as it is typed."""
    command = [*ROFF["groff"], "-rLL=500n", page.PAGES[lang]]
    shown = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    plain = re.sub(r"\x1b\[\d*m|.\x08", "", shown)
    set_language(lang)
    for name, command in COMMANDS.items():
        assert re.search(rf"^   drill {name} .*\n +{re.escape(about(command))}$", plain, re.MULTILINE)
    for option, said in options():
        assert re.search(rf"^ +{re.escape(option)}\s+{re.escape(said)}$", plain, re.MULTILINE)
    assert "--batch-size N" in plain


def test_no_word_is_a_command_of_roff():
    """What begins a line, and what roff reads as something else, is printed as it is."""
    assert page.text(".apkg is it") == "\\&.apkg is it"
    assert page.text("'x' \\n --a") == "\\&'x' \\en \\-\\-a"
