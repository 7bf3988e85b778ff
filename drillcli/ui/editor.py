"""Opens a deck in the learner's own editor, at the line."""

from collections.abc import Mapping
from pathlib import Path

from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.locale.reasons import reason_of

PACKAGE = Path(__file__).parent.parent

_PLUS = ("+{line}", "{path}")
_GOTO = ("--wait", "--goto", "{path}:{line}")
_WAIT = ("--wait", "{path}:{line}")
_COLON = ("{path}:{line}",)
_FOREGROUND = ("-f", "+{line}", "{path}")

COMMON = ("nano", "micro", "vim", "vi", "emacs")
"""Editors to name where none is set, the easiest first."""

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("vi", "vim", "nvim", "view", "elvis", "nano", "pico", "emacs", "emacsclient"), _PLUS),
    **dict.fromkeys(("kak", "micro", "joe", "jed", "jmacs", "jstar", "jpico", "mg", "mcedit", "ne"), _PLUS),
    **dict.fromkeys(("gvim", "mvim"), _FOREGROUND),
    **dict.fromkeys(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"), _GOTO),
    **dict.fromkeys(("subl", "sublime_text", "zed", "zeditor"), _WAIT),
    **dict.fromkeys(("hx", "helix"), _COLON),
    **dict.fromkeys(("gedit", "xed", "bbedit"), ("--wait", "+{line}", "{path}")),
    **dict.fromkeys(("mate", "idea", "pycharm", "webstorm", "goland"), ("--wait", "--line", "{line}", "{path}")),
    "kate": ("--block", "--line", "{line}", "{path}"),
}
"""How each editor is told the line, and to return only when the file is closed; any other gets the file alone."""


def edit_deck(env: Environment, path: Path, line: int) -> Path:
    """Open the deck at `path` in the learner's editor, at a line (from 1); return the file that holds the deck now.

    A deck of the package is copied into the data folder first; a copy in which nothing was changed goes again.
    Raises DrillError when there is no editor that works, or the copy cannot be written.
    """
    chosen_variable(env, f"{path}:{line}")  # without an editor there must not be a copy
    copy = own_copy(path, env.home)
    try:
        open_at(env, copy, line)
    finally:
        is_needless = copy != path and copy.exists() and copy.read_bytes() == path.read_bytes()
        if is_needless:
            copy.unlink()
    return path if is_needless else copy


def chosen_variable(env: Environment, place: str) -> str:
    """Return the variable that names the learner's editor; raises DrillError, naming `place`, when none does."""
    import shutil  # noqa: PLC0415 as below

    variable = next((name for name in ("VISUAL", "EDITOR") if env.variables.get(name, "").strip()), None)
    if variable is None:
        there = (name for name in COMMON if shutil.which(name, path=env.variables.get("PATH", "")))
        text = _("{place}: no editor is set; set EDITOR (such as `export EDITOR={editor}`), or open the file yourself")
        raise DrillError(text.format(place=place, editor=next(there, COMMON[0])))
    return variable


def is_known(env: Environment) -> bool:
    """Tell whether it is known how the learner's editor is told to return only when the file is closed."""
    import shlex  # noqa: PLC0415 as below

    return Path(shlex.split(env.variables[chosen_variable(env, "")])[0]).stem.lower() in ARGUMENTS


def open_at(env: Environment, path: Path, line: int) -> None:
    """Open `path` at a line (from 1) in VISUAL, else EDITOR, and return when the learner has closed it.

    Raises DrillError when no editor is set, when it cannot be started, or when it ends with a failure;
    the message names `path:line`.
    """
    import shlex  # noqa: PLC0415 a sitting loads this module, and seldom opens an editor
    import subprocess  # noqa: PLC0415

    place = f"{path}:{line}"
    variable = chosen_variable(env, place)
    try:
        editor = shlex.split(env.variables[variable])
        done = subprocess.run([*editor, *arguments(editor, path, line)], env=env.variables, cwd=env.cwd, check=False)  # noqa: S603 the learner's own choice, and no shell reads it
    except (OSError, ValueError) as error:
        text = _("{place}: {variable}={editor} cannot be started ({reason}); set {variable} to an editor you have")
        named = text.format(place=place, variable=variable, editor=env.variables[variable], reason=reason_of(error))
        raise DrillError(named) from None
    if done.returncode:
        text = _("{place}: {variable}={editor} failed with code {code}; see what it says, or open the file yourself")
        raise DrillError(
            text.format(place=place, variable=variable, editor=env.variables[variable], code=done.returncode)
        )


def arguments(editor: list[str], path: Path, line: int) -> list[str]:
    """Return what the words of an editor's command are followed by, so that it opens `path` at a line."""
    pattern = ARGUMENTS.get(Path(editor[0]).stem.lower(), ("{path}",))
    return [word.format(path=path, line=line) for word in pattern if word not in editor]


def is_packaged(path: Path) -> bool:
    """Tell whether a deck came with drill."""
    return path.is_relative_to(PACKAGE)


def own_copy(path: Path, home: Path) -> Path:
    """Return the file to edit for the deck at `path`: a deck inside the package is copied to `home`/decks first.

    An upgrade of the package would lose what was written into it; the copy shadows it. A copy that is
    already there is left as it is. Raises DrillError when it cannot be written.
    """
    if not is_packaged(path):
        return path
    copy = home / "decks" / path.name
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists():
            partial = copy.with_name(f".{copy.name}.part")  # a half-written deck must not shadow the whole one
            partial.write_bytes(path.read_bytes())
            partial.replace(copy)
    except OSError as error:
        text = _("{path} cannot be written ({reason}); make the folder writable, or choose another one with --home")
        raise DrillError(text.format(path=copy, reason=reason_of(error))) from None
    return copy
