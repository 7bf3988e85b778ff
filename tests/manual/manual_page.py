"""Write the manual pages from what `--help` tells: `python tests/manual/manual_page.py`, after a change of its texts.

They are checked in, as the catalogues are, so that building a wheel takes no more than copying.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from drillcli import __version__
from drillcli.cli import learning, table
from drillcli.cli.parser import Given, group
from drillcli.config import Environment
from drillcli.locale import _, set_language

PAGES = {lang: Path(__file__).resolve().parents[2] / f"drillcli/man/drill.{lang}.1" for lang in ("en", "zh")}
HEADS = {"en": ("NAME", "SYNOPSIS", "COMMANDS", "OPTIONS"), "zh": ("名称", "概要", "命令", "选项")}
NAMES = {"en": "flashcards and training drills in the terminal", "zh": "终端里的记忆卡片和训练程序"}
REQUIRED = "  [required]"
"""What click adds to a word that must be given: --help does not, and brackets around the others say it."""
CHINESE = ".if \\n(.g .mso zh.tmac\n"
"""Where groff may break a line of Chinese, which has no spaces."""


def written(lang: str) -> str:
    """Return the manual page in a language: "en" or "zh"."""
    set_language(lang)
    name, synopsis, commands, options = (f".SH {head}\n" for head in HEADS[lang])
    return "".join(
        (
            '.\\" Written by tests/manual/manual_page.py from what `drill --help` tells.\n',
            f'.TH DRILL 1 "" "drill {__version__}"\n',
            CHINESE if lang == "zh" else "",
            name + f"drill \\- {NAMES[lang]}\n",
            synopsis + text(_("Usage: drill [COMMAND] [WORDS] [OPTIONS]").removeprefix(_("Usage: "))) + "\n",
            commands + section("drill", table.about(learning.home)),
            *(piece for command in table.COMMANDS for piece in about(command)),
            options,
            *(entry(*row) for row in table.options()),
        )
    )


def about(command: str) -> Iterator[str]:
    """Yield what there is to say of a command: its line, what it does, its own words and options."""
    world = group().make_context("drill", [], obj=Given(Environment.of_process()), resilient_parsing=True)
    made = world.command.get_command(world, command)
    context = made.make_context(command, [], parent=world, resilient_parsing=True)
    common = {option.partition(" ")[0] for option, _about in table.options()} - {"--json"}
    yield section(
        f"drill {command} {' '.join(made.collect_usage_pieces(context))}", table.about(table.COMMANDS[command])
    )
    for parameter in made.params:
        if common.isdisjoint(parameter.opts):
            term, said = parameter.get_help_record(context)
            yield entry(term, said.removesuffix(REQUIRED))
    if forms := table.forms(command):
        yield f".PP\n{text(_('From a pipe:'))}\n"
        yield from (entry(*form) for form in forms)


def section(head: str, said: str) -> str:
    """Return the head of a command, and what it does."""
    return f'.SS "{text(head)}"\n{text(said)}\n'


def entry(term: str, said: str) -> str:
    """Return a word or an option, and what it is for."""
    return f".TP\n\\fB{text(term)}\\fR\n{text(said)}\n"


def text(words: str) -> str:
    """Return words as roff prints them: none is a command of roff, and a hyphen is the one of the keyboard."""
    for char, escape in (("\\", "\\e"), ("-", "\\-"), ('"', "\\(dq"), ("^", "\\(ha"), ("~", "\\(ti"), ("`", "\\(ga")):
        words = words.replace(char, escape)
    return re.sub(r"^(?=[.'])", r"\\&", words)


if __name__ == "__main__":
    for language, file in PAGES.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(written(language), encoding="utf-8")
