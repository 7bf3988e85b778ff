"""The training programs there are: found by listing files, read without running them."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from drillcli.deckfile.suggest import nearest
from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.model import Text

FOLDER = Path(__file__).resolve().parents[1] / "exercises"
EXTRA = "drillcli[exercise]"
FROM_EXTRA = frozenset(
    {
        *("torch", "numpy", "sklearn", "pandas", "optuna", "onnx", "onnxscript", "onnxruntime", "uvicorn", "snownlp"),
        *("espeakng_loader", "pynvml"),
    }
)
"""The import names of what the extra `exercise` installs."""

SHAPES: Mapping[str, type | tuple[type, ...]] = {
    "title": dict,
    "teaches": dict,
    "source": str,
    "mended": list,
    "needs": list,
    "seconds": (int, float),
    "epochs": int,
    "batch": int,
    "quick": dict,
    "metrics": dict,
    "data": dict,
}
"""What a program must say of itself."""


@dataclass(frozen=True, slots=True)
class Program:
    """A training program, as its ABOUT describes it.

    `mended` lists what the document got wrong: {erratum, en, zh}. `needs` are import names. `seconds` is a full run
    on two CPU cores, about. `metrics` maps names to "higher" or "lower", whichever is better; the first is the main
    one. `data` maps each data set to its targets by metric; the first is the default. `devices` is how many processes
    it is about.
    """

    slug: str
    path: Path
    title: Text
    teaches: Text
    source: str
    mended: Sequence[Mapping[str, str]]
    needs: Sequence[str]
    seconds: float
    epochs: int
    batch: int
    quick: Mapping[str, int]
    metrics: Mapping[str, str]
    data: Mapping[str, Mapping[str, float]]
    devices: int = 1

    @property
    def missing(self) -> list[str]:
        """The import names of what it needs and Python does not find."""
        return [name for name in self.needs if find_spec(name) is None]

    @property
    def remedy(self) -> str:
        """The line that installs what is missing; "" when nothing is."""
        return install(self.missing)

    @property
    def code(self) -> str:
        """The program's source."""
        return self.path.read_text(encoding="utf-8")


def install(missing: Sequence[str]) -> str:
    """Return the line that installs packages by their import names; "" for none."""
    packages = sorted({f"'{EXTRA}'" if name in FROM_EXTRA else name.replace("_", "-") for name in missing})
    return f"pip install {' '.join(packages)}" if packages else ""


def files() -> dict[str, Path]:
    """Return the file of each program by slug, sorted; a name with `_` in front is not a program."""
    paths = sorted(FOLDER.glob("[!_]*.py"))
    return {path.stem.replace("_", "-"): path for path in paths}


def programs() -> list[Program]:
    """Return every program, by slug; raises DrillError for one whose ABOUT makes no sense."""
    return [read(slug, path) for slug, path in files().items()]


def find(slug: str) -> Program:
    """Return the program of this name; raises DrillError, with the nearest name, when there is none."""
    known = files()
    if slug in known:
        return read(slug, known[slug])
    near = nearest(slug, known)
    if near:
        raise DrillError(_('unknown exercise "{slug}"; did you mean "{near}"?').format(slug=slug, near=near))
    raise DrillError(_('unknown exercise "{slug}"; `drill exercise` lists them').format(slug=slug))


def read(slug: str, path: Path) -> Program:
    """Return what the program in a file says of itself; raises DrillError `file:line: …` where it makes no sense."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        raise fault(path, getattr(error, "lineno", None) or 1, str(error).partition(" (")[0]) from None
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["ABOUT"]:
            return described(slug, path, node)
    raise fault(path, 1, _("there is no ABOUT"))


def described(slug: str, path: Path, node: ast.Assign) -> Program:
    """Return the program that an assignment to ABOUT describes."""
    try:
        about = ast.literal_eval(node.value)
    except ValueError:
        raise fault(path, node.lineno, _("ABOUT must be a literal dict")) from None
    wrong = complaint(about)
    if wrong:
        raise fault(path, node.lineno, wrong)
    return Program(slug, path, **{key: about[key] for key in SHAPES}, devices=about.get("devices", 1))


def complaint(about: Any) -> str:
    """Say what is wrong with an ABOUT; "" when nothing is."""
    if not isinstance(about, dict):
        return _("ABOUT must be a literal dict")
    for key, shape in SHAPES.items():
        if not isinstance(about.get(key), shape):
            return _("ABOUT has no {key}, or not as it should be").format(key=repr(key))
    for key in ("title", "teaches"):
        if not {"en", "zh"} <= about[key].keys():
            return _("{key} of ABOUT must be written in en and zh").format(key=repr(key))
    if not about["metrics"] or not set(about["metrics"].values()) <= {"higher", "lower"}:
        return _("'metrics' of ABOUT must say of each metric whether higher or lower is better")
    targets = {metric for data in about["data"].values() for metric in data}
    if not about["data"] or not targets <= about["metrics"].keys():
        return _("'data' of ABOUT must map each data set to targets of its metrics")
    return ""


def fault(path: Path, line: int, reason: str) -> DrillError:
    """Return the error for a program whose ABOUT makes no sense."""
    return DrillError(f"{path}:{line}: {reason}")
