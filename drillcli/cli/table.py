"""Every command by its name, its one line of help, and the short road for everyday lines."""

from collections.abc import Callable

from drillcli.cli import cards, exchange, learning, standing, upkeep
from drillcli.cli.call import Call
from drillcli.locale import _


def name(command: Callable[..., Call]) -> str:
    """Return the word by which a command is called; one that Python keeps for itself has a line behind its name."""
    return command.__name__.rstrip("_")


SECTIONS: tuple[tuple[Callable[..., Call], ...], ...] = (
    (learning.study, learning.due, learning.exam, learning.exercise),
    (standing.stats, standing.evaluate, standing.fit, standing.simulate),
    (cards.new, cards.add, cards.decks, cards.show, cards.search, cards.edit, cards.check, cards.orphans),
    (cards.undo, cards.bury, cards.suspend, cards.unsuspend, cards.forget),
    (exchange.extract, exchange.import_, exchange.export),
    (upkeep.config, upkeep.backup, upkeep.restore, upkeep.sync, upkeep.doctor),
)
COMMANDS = {name(command): command for section in SECTIONS for command in section}


def about(command: Callable[..., Call]) -> str:
    """Return the line that says what a command does."""
    return _(command.__doc__ or "")


def forms(command: str) -> tuple[tuple[str, str], ...]:
    """Return the forms of what a command reads from a pipe, each with what it means; most commands have none."""
    if command != "add":
        return ()
    return (
        ("… :: …", _("Question and answer on a line; with ::: it is asked both ways.")),
        ("Q: …", _("A question; below it A: and the answer.")),
        ("… {{…}} …", _("A paragraph with gaps; or C: and a text with [gaps].")),
        ("- q: …", _("YAML, as in a deck file.")),
        ("", _("A blank line ends a note, but not a block of code. An indented paragraph goes on with the answer.")),
    )


def options() -> tuple[tuple[str, str], ...]:
    """Return the options that no command alone has, each with what it does."""
    return (
        ("--json", _("Print the report as JSON, where a command makes one.")),
        ("--home DIR", _("Keep the data in DIR.")),
        ("--lang zh|en", _("The language of cards and messages.")),
        ("--plain", _("Line by line, in words, for a screen reader.")),
        ("--install-completion", _("Let your shell complete decks and cards.")),
        ("--version", _("Print the version.")),
        ("-h, --help", _("Print this, or a command's words and options.")),
    )


def overview() -> str:
    """Return what `drill --help` prints."""
    sections = ("".join(f"  {name(c):<10}  {about(c)}\n" for c in section) for section in SECTIONS)
    return "\n".join(
        (
            _("Usage: drill [COMMAND] [WORDS] [OPTIONS]") + "\n",
            "  " + _("Without a command: {home}").format(home=about(learning.home)) + "\n",
            *sections,
            "".join(f"  {option:<20}  {text}\n" for option, text in options()),
        )
    )


def short_road(line: list[str]) -> Call | None:
    """Return the call of an everyday line that needs no parser: a command, plain words, `--json` at the end."""
    as_json = line[-1:] == ["--json"]
    match line[:-1] if as_json else line:
        case []:
            return learning.home(as_json=as_json)
        case ["due", "--prompt"] if not as_json:  # asked before every line that is typed in a shell
            return learning.due(prompt=True)
        case ["due" | "stats" as name, *slugs] if not any(slug.startswith("-") for slug in slugs):
            return COMMANDS[name](slugs, as_json=as_json)
        case ["study", *slugs] if not as_json and not any(slug.startswith("-") for slug in slugs):
            return learning.study(slugs)
        case ["exercise", *name] if len(name) < 2 and not any(word.startswith("-") for word in name):
            return learning.exercise(*name, as_json=as_json)
    return None
