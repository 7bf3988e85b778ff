"""`drill doctor`: examines the data, and mends the caches that do not follow from the log."""

from dataclasses import dataclass

from drillcli.collection import DATABASE, open_collection
from drillcli.commands.opening import write_json
from drillcli.config import Environment
from drillcli.errors import DamagedError, ExitCode
from drillcli.locale import _
from drillcli.store import verify
from drillcli.store.database import backup, translated


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was examined; a warning does not change the exit code."""

    name: str
    about: str
    faults: list[str]
    mend: str
    is_warning: bool = False

    @property
    def verdict(self) -> str:
        """One word on how it went."""
        if not self.faults:
            return _("ok")
        return _("warning") if self.is_warning else _("wrong")

    @property
    def remedy(self) -> list[str]:
        """What to do, when something is to be done."""
        return [self.mend] if self.faults else []


def run(env: Environment, fix: bool, as_json: bool) -> int:  # noqa: FBT001
    """Report each check; the exit code is 3 when something is wrong, 0 when there is no collection yet."""
    if not (env.home / DATABASE).exists():
        if as_json:
            write_json(env, {"home": str(env.home), "collection": False, "checks": []})
        else:
            env.stdout.write(_("no collection in {home} yet; `drill study` begins one").format(home=env.home) + "\n")
        return ExitCode.DONE
    try:
        checks = examine(env, fix)
    except DamagedError as error:
        checks = [Check("integrity", _("the database is whole"), [str(error)], _("restore a backup"))]
    if as_json:
        report = [{"check": check.name, "ok": not check.faults, "faults": check.faults} for check in checks]
        write_json(env, {"home": str(env.home), "collection": True, "checks": report})
    else:
        for check in checks:
            env.stdout.write(
                "\n         ".join([f"{check.verdict:<7}  {check.about}", *check.faults, *check.remedy]) + "\n"
            )
    failed = any(check.faults and not check.is_warning for check in checks)
    return ExitCode.CHECK_FAILED if failed else ExitCode.DONE


def examine(env: Environment, fix: bool) -> list[Check]:  # noqa: FBT001
    """Run every check on the collection; with `fix`, rebuild after a backup what does not follow from the log."""
    with open_collection(env) as collection, translated(collection.store.path):
        store = collection.store
        damage = verify.integrity(store)
        differences = verify.verify(store)
        if differences and fix and not damage:
            backup(store.connection, store.path.with_name(f"{DATABASE}.before-fix"))
            with store.writing():
                verify.rebuild(store)
            differences = verify.verify(store)
        broken = [deck.error for deck in collection.index.decks().values() if deck.error]
    lines = [f"{f.what}: {f.stored} != {f.replayed}" for f in differences]
    return [
        Check("integrity", _("the database is whole"), damage, _("restore a backup")),
        Check("replay", _("every state follows from the log"), lines, _("`drill doctor --fix` rebuilds them")),
        Check("decks", _("every deck can be read"), broken, _("`drill check` lists the faults"), is_warning=True),
    ]
