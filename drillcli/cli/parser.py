"""The parser of the command line: a Typer group that builds only the command that is called."""

from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import typer
from typer._click import Context, exceptions  # Typer has no public names for the faults; pyproject pins the release
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from drillcli import __version__
from drillcli.cli import learning, table
from drillcli.cli.call import Call
from drillcli.cli.declare import offering, reader
from drillcli.config import Environment, word
from drillcli.errors import UsageError
from drillcli.locale import _


@dataclass(slots=True)
class Given:
    """What the line has said so far of the world to run in."""

    env: Environment


def parse(line: list[str], env: Environment) -> tuple[Environment, Call | int]:
    """Return the call that a line asks for and its world, or the exit code of a line that needed no command.

    Raises UsageError for a line that makes no sense; the message says what to do.
    """
    given = Given(env)
    with redirect_stdout(env.stdout), redirect_stderr(env.stderr):
        try:
            call: Call | int = group().main(line, "drill", standalone_mode=False, obj=given)
        except exceptions.UsageError as error:
            raise UsageError(wording(error)) from None
    return given.env, call


def group() -> Any:
    """Return Typer's group, which knows the commands by name only."""
    app = typer.Typer(
        cls=LazyGroup,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(learning.home)
    made = typer.main.get_command(app)
    made.params += [*common_options(), completion_option(), version_option()]
    return made


class Command(TyperCommand):
    """A command of `drill`."""

    allow_extra_args = True  # so that they can be refused in our words

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the words after the command's name; raises UsageError for one word too many."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            text = _("{word!r} is one word too many; see '{command} --help'")
            raise UsageError(text.format(word=rest[0], command=ctx.command_path))
        return rest

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return the option that prints the help, told in the learner's language."""
        return told(super().get_help_option(ctx))

    def format_usage(self, ctx: Context, formatter: Any) -> None:
        """Write the usage line; Typer's own has an English head."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), _("Usage: "))

    def format_options(self, ctx: Context, formatter: Any) -> None:
        """Write the words and the options; Typer's own has English heads."""
        params = self.get_params(ctx)
        words = [(p.make_metavar(ctx), p.help or "") for p in params if isinstance(p, TyperArgument)]
        options = [row for p in params if p.param_type_name == "option" and (row := p.get_help_record(ctx))]
        forms = table.forms(ctx.info_name or "")
        for head, rows in ((_("Words:"), words), (_("Options:"), options), (_("From a pipe:"), forms)):
            if rows:
                formatter.write_paragraph()
                formatter.write(f"{head}\n")
                with formatter.indentation():
                    formatter.write_dl(rows)

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """Return the words of the usage line as they are declared, the options last."""
        return [*(p.make_metavar(ctx) for p in self.params if p.param_type_name == "argument"), _("[OPTIONS]")]


class LazyGroup(TyperGroup):
    """All commands by name; one is built when it is asked for."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 Typer's signature
        """Return the names of all commands."""
        return list(table.COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Any:  # noqa: ARG002 Typer's signature
        """Build the command of this name; None when there is none."""
        if cmd_name not in table.COMMANDS:
            return None
        command = table.COMMANDS[cmd_name]
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(cmd_name, cls=Command, help=table.about(command))(command)
        made = typer.main.get_command(app)
        made.params += common_options()
        return made

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:
        """Find the command that the first word names; raises UsageError when none bears the name."""
        if not ctx.resilient_parsing:
            if args[0] not in table.COMMANDS:
                raise UsageError(unknown_command(args[0]))
            if ctx.params.get("as_json"):
                raise UsageError(_("write --json after the command: drill {command} --json").format(command=args[0]))
        return super().resolve_command(ctx, args)

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return the option that prints the help, told in the learner's language."""
        return told(super().get_help_option(ctx))

    def get_help(self, ctx: Context) -> str:  # noqa: ARG002 Typer's signature
        """Return the overview of all commands."""
        return table.overview().rstrip("\n")


def told(option: TyperOption | None) -> TyperOption | None:
    """Say in the learner's language what the option that prints the help does; its names come in no certain order."""
    if option:
        option.help = _("Print this.")
        option.opts.sort()
    return option


def common_options() -> list[TyperOption]:
    """Return the options that every command takes, before its name and after it."""
    return [
        TyperOption(
            param_decls=[name],
            metavar=metavar,
            type=read,
            help=about,
            expose_value=False,
            callback=remember,
            autocompletion=offering(completion),
        )
        for name, metavar, read, about, completion in (
            ("--home", "DIR", str, _("Keep the data in DIR."), "files"),
            ("--lang", "zh|en", reader(word("zh", "en")), _("The language of cards and messages."), "languages"),
        )
    ] + [
        TyperOption(
            param_decls=["--plain"],
            is_flag=True,
            help=_("Line by line, in words, for a screen reader."),
            show_default=False,
            expose_value=False,
            callback=remember,
        )
    ]


def remember(ctx: Context, param: Any, value: Any) -> None:
    """Note a common option for the run."""
    ctx.obj.env = ctx.obj.env.with_options(**{param.name: value})


def completion_option() -> TyperOption:
    """Return the option that stands alone, or before a shell; among other words it makes no sense."""

    def refuse(ctx: Context, param: Any, is_wanted: Any) -> None:
        if is_wanted and not ctx.resilient_parsing:
            text = _("write {option} alone, or with bash, zsh or fish after it")
            raise UsageError(text.format(option=param.opts[0]))

    return alone("--install-completion", _("Let your shell complete decks and cards."), refuse)


def version_option() -> TyperOption:
    """Return the option that prints the version and ends."""

    def show(ctx: Context, _param: Any, is_wanted: Any) -> None:
        if is_wanted and not ctx.resilient_parsing:
            typer.echo(f"drill {__version__}")
            raise typer.Exit

    return alone("--version", _("Print the version."), show)


def alone(name: str, about: str, then: Callable[[Context, Any, Any], None]) -> TyperOption:
    """Return an option that no command gets to see: `then` is called where it is met."""
    return TyperOption(param_decls=[name], is_flag=True, help=about, expose_value=False, is_eager=True, callback=then)


def unknown_command(name: str) -> str:
    """Say that there is no such command, and which one comes near."""
    near = get_close_matches(name, table.COMMANDS, 1)
    if near:
        return _("unknown command {name!r}; did you mean {near!r}?").format(name=name, near=near[0])
    return _("unknown command {name!r}; 'drill --help' lists them").format(name=name)


def near_option(error: exceptions.NoSuchOption) -> str:
    """Return the option of the command that was probably meant, "" when none comes near; the dashes are no likeness."""
    known = {option.strip("-"): option for option in error.possibilities or ()}
    near = get_close_matches(error.option_name.strip("-"), known, 1)
    return known[near[0]] if near else ""


def wording(error: exceptions.UsageError) -> str:
    """Say in one line what is wrong with the command line and what to do."""
    command = error.ctx.command_path if error.ctx else "drill"
    match error:
        case exceptions.NoSuchOption(option_name=option) if near := near_option(error):
            return _("unknown option {option}; did you mean {near}?").format(option=option, near=near)
        case exceptions.NoSuchOption(option_name=option):
            return _("unknown option {option}; '{command} --help' lists them").format(option=option, command=command)
        case exceptions.BadOptionUsage(option_name=option) if "requires" in error.message:
            return _("{option} needs a value").format(option=option)
        case exceptions.BadOptionUsage(option_name=option):
            return _("{option} takes no value").format(option=option)
        case exceptions.MissingParameter(param=param) if param and error.ctx:
            missing = param.make_metavar(error.ctx).rstrip(".")
            return _("{word} is missing; see '{command} --help'").format(word=missing, command=command)
        case exceptions.BadParameter(param=param) if param:
            return f"{param.opts[0]} {error.message}"
    return error.format_message()
