"""`drill sync`: the same collection on several machines, through any git repository."""

from getpass import getpass
from pathlib import Path

from drillcli.commands.opening import write_json
from drillcli.config import Environment
from drillcli.errors import ExitCode, UsageError
from drillcli.locale import _, commas, ngettext, paired
from drillcli.sync import joining
from drillcli.sync.git import PASSPHRASE, opened
from drillcli.sync.run import Report, Sync
from drillcli.sync.turn import turn
from drillcli.visible import one_line


def run(env: Environment, action: str | None, url: str | None, encrypt: bool, as_json: bool) -> int:  # noqa: FBT001
    """Send what is new here and take in what is new elsewhere; `init URL` before that on the first use.

    As JSON: {sent, received, decks, backup, seconds}: rows of the log sent to others, new rows of others, names of
    deck files that others changed, the copy of the database made before much came in (or null), how long it took.
    """
    if (action, url is None) not in ((None, True), ("init", False)) or (encrypt and not action):
        raise UsageError(_("write `drill sync`, or `drill sync init URL [--encrypt]` for the first use"))
    began = env.tick()
    folder = env.home / joining.FOLDER
    notices: list[str] = []
    with turn(env.home, folder) as was_killed:
        git = opened(folder, env.variables, may_ask=env.stdin.isatty() and env.stderr.isatty())
        if url is not None:
            folder.mkdir(mode=0o700, exist_ok=True)
            address = joining.whole_url(url, env.cwd)
            is_new = joining.is_folder(address) and not Path(address).exists()
            repository, cipher = joining.prepared(
                git, env.home, address, lambda new: passphrase(env, new=new), encrypt=encrypt
            )
            if is_new:  # a misspelt folder, or a stick that is not mounted, is seen at once
                notices.append(_("there was no {path}: a new repository was begun there").format(path=address))
        else:
            repository, cipher = joining.reopened(git, env.home)
        if was_killed:
            repository.settle()
        try:
            report = Sync(env, repository, cipher, notices).run()
        finally:
            for notice in dict.fromkeys(notices):
                env.stderr.write(one_line(f"drill: {notice}") + "\n")
    tell(env, report, env.tick() - began, as_json=as_json)
    return ExitCode.DONE


def tell(env: Environment, report: Report, took_ms: int, *, as_json: bool) -> None:
    """Write what a sync that took `took_ms` did."""
    if as_json:
        copy = str(report.backup) if report.backup else None
        write_json(env, {**report._asdict(), "backup": copy, "seconds": took_ms / 1000})
        return
    sent = ngettext("{n} row sent", "{n} rows sent", report.sent).format(n=report.sent)
    received = ngettext("{n} received", "{n} received", report.received).format(n=report.received)
    lines = [paired(sent, received)]
    if report.decks:
        lines.append(_("decks changed elsewhere: {names}").format(names=commas(report.decks)))
    if report.backup:
        lines.append(_("the collection as it was before: {path}").format(path=report.backup))
    env.stdout.write("".join(one_line(line) + "\n" for line in lines))


def passphrase(env: Environment, *, new: bool) -> str:
    """Return the passphrase of the shared repository, from the variable or the terminal; a new one is asked twice.

    Raises UsageError where nobody can be asked, or two times something else was typed.
    """
    given = env.variables.get(PASSPHRASE)
    if given:
        return given
    if not env.stdin.isatty():
        raise UsageError(
            _("the passphrase is asked for in a terminal; else put it into {name}").format(name=PASSPHRASE)
        )
    try:
        typed = getpass(_("Passphrase of the shared repository: "))
        again = getpass(_("The same again: ")) if new else typed
    except EOFError:
        typed = again = ""
    if not typed:
        raise UsageError(_("without a passphrase there is no encryption; nothing was done"))
    if typed != again:
        raise UsageError(_("the two passphrases differ; nothing was done"))
    return typed
