"""What `drill doctor` says of the program and the machine, so that others can tell what a report is about."""

import locale
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from drillcli import __version__
from drillcli.config import Environment
from drillcli.store import soundness

PACKAGES = ("typer", "rich", "prompt_toolkit", "pyyaml", "rapidfuzz", "numpy", "torch", "cryptography")
_VARIABLES = ("LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANG", "TERM", "COLORTERM", "NO_COLOR")


def about(env: Environment) -> Mapping[str, str | None]:
    """Return versions and surroundings by name; null for what is not there. No package is imported for it.

    Nothing in it names the user, the machine or a folder.
    """
    return {
        "drill": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": soundness.sqlite_version(),
        "platform": f"{platform.system()} {platform.release().partition('-')[0]} {platform.machine()}",
        "encoding": getattr(env.stdout, "encoding", None) or locale.getencoding(),
        "terminal": "yes" if env.stdout.isatty() else "no",
        **{name: env.variables.get(name) for name in _VARIABLES},
        **{name: _version(name) for name in PACKAGES},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
