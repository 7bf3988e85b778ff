"""What a run can be told on the command line: how each word is read, and which ones go together."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drillcli.config import word
from drillcli.errors import UsageError
from drillcli.harness.catalogue import Program
from drillcli.locale import _, commas

HOUR_S = 3600.0
_TIME = re.compile(r"(\d{1,6})\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DEVICE = re.compile(r"auto|cpu|mps|(cuda|xpu)(:\d+)?")
PRECISIONS = ("auto", "fp32", "tf32", "bf16", "fp16")
REPORT, WEIGHTS = ".json", ".pt"


@dataclass(frozen=True, slots=True)
class Options:
    """What the line says, beside the exercise's name. None leaves the choice to the program or to the lab."""

    device: str = "auto"
    epochs: int | None = None
    batch: int | None = None
    precision: str = "auto"
    compile: bool = False
    seed: int = 0
    repeat: int = 1
    threads: int | None = None
    devices: int | None = None
    data: str | None = None
    compare: tuple[str, ...] = ()
    baseline: int | None = None
    save: Path | None = None
    force: bool = False
    time_limit: float = HOUR_S
    quick: bool = False
    show: bool = False
    history: bool = False
    as_json: bool = False

    @classmethod
    def given(cls, **said: Any) -> "Options":
        """Return the options with what was said; None is what was not."""
        return cls(**{name: word for name, word in said.items() if word is not None})

    @property
    def jobs(self) -> list[tuple[str, int]]:
        """The runs that are asked for: (device, seed)."""
        devices = self.compare or (self.device,)
        return [(device, self.seed + n) for device in devices for n in range(self.repeat)]


def device(text: str) -> str:
    """Read a device: auto, cpu, cuda, cuda:1, mps or xpu. Raises ValueError for anything else."""
    if not _DEVICE.fullmatch(text):
        raise ValueError(_("it must be auto, cpu, cuda, cuda:1, mps or xpu"))
    return text


def devices(text: str) -> tuple[str, ...]:
    """Read devices such as "cpu,cuda", two or more and no two alike. Raises ValueError for anything else."""
    found = tuple(device(word.strip()) for word in text.split(","))
    if len(set(found)) < 2 or len(set(found)) < len(found):
        raise ValueError(_("write two or more devices, such as cpu,cuda"))
    return found


def precision(text: str) -> str:
    """Read a precision; raises ValueError for one that is none."""
    return word(*PRECISIONS)(text)


def time_limit(text: str) -> float:
    """Read a duration such as "90s", "10m" or "1h 30m" into seconds. Raises ValueError for anything else."""
    found = _TIME.findall(text)
    seconds = sum(int(n) * _SECONDS[unit] for n, unit in found)
    if _TIME.sub("", text).strip() or not seconds:
        raise ValueError(_("write a duration such as 90s, 10m or 2h"))
    return float(seconds)


def saved(text: str) -> Path:
    """Read the file to save to: .json for the report, .pt for the weights. Raises ValueError for anything else."""
    if Path(text).suffix not in {REPORT, WEIGHTS}:
        raise ValueError(_("it must end in .json (the report) or .pt (the trained weights)"))
    return Path(text)


def check(name: str | None, options: Options) -> None:
    """Raise UsageError for words that do not go together."""
    reading = Options(show=options.show, history=options.history, as_json=options.as_json)
    if name is None and options != Options(as_json=options.as_json):
        raise UsageError(_("say which exercise; `drill exercise` lists them"))
    if (options.show or options.history) and options != reading:
        raise UsageError(_("--show and --history run nothing: leave the other options out"))
    if options.show and options.history:
        raise UsageError(_("take either --show or --history"))
    _check_runs(options)


def _check_runs(options: Options) -> None:
    several = len(options.jobs) > 1
    wrong = {
        _("--compare names the devices: leave --device out"): options.compare and options.device != "auto",
        _("take either --compare or --repeat"): options.compare and options.repeat > 1,
        _("--devices shares one run: leave --compare out"): options.compare and (options.devices or 1) > 1,
        _("--devices needs --device cpu or cuda, without a number"): (
            is_single(options.device) and (options.devices or 1) > 1
        ),
        _("--baseline is for a single run"): several and options.baseline is not None,
        _("weights are saved of a single run"): several and options.save and options.save.suffix == WEIGHTS,
        _("--precision tf32 is for NVIDIA devices"): (
            options.precision == "tf32" and {"cpu", "mps", "xpu"} & {options.device, *options.compare}
        ),
    }
    for reason, is_so in wrong.items():
        if is_so:
            raise UsageError(reason)


def is_single(where: str) -> bool:
    """Tell whether a device is for one process: it has a number, or torch joins no processes there."""
    return where in {"mps", "xpu"} or ":" in where


def processes(options: Options, program: Program, *, under_torchrun: bool) -> int:
    """Return how many processes to start: as many as were asked for, else as the program is about."""
    if under_torchrun or is_single(options.device):
        return 1
    return options.devices or program.devices


def data(options: Options, program: Program, cwd: Path) -> str:
    """Return the data set to use: a name that the program knows, else the full path of a folder or file.

    Raises UsageError for a word that is neither.
    """
    if options.data is None or options.data in program.data:
        return options.data or next(iter(program.data))
    path = cwd / Path(options.data).expanduser()
    if not path.exists():
        text = _("--data {word!r} is neither a data set of {slug} ({names}) nor a folder or file")
        raise UsageError(text.format(word=options.data, slug=program.slug, names=commas(program.data)))
    return str(path)


def for_child(options: Options, slug: str, where: str, seed: int) -> dict[str, Any]:
    """Return what the child is told of one run, as far as the line says it."""
    return {
        "exercise": slug,
        "device": where,
        "seed": seed,
        "epochs": options.epochs,
        "batch": options.batch,
        "precision": options.precision,
        "compile": options.compile,
        "threads": options.threads,
        "devices": options.devices,
        "quick": options.quick,
        "shuffle_labels": False,
        "time_limit_s": options.time_limit,
    }
