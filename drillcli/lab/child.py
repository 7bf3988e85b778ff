"""The process of one run: reads its options, runs the program, and tells its parent what it measures."""

import json
import os
import signal
from functools import partial
from importlib import import_module
from threading import Thread
from time import sleep
from types import ModuleType
from typing import Any

import torch

from drillcli.errors import DrillError, ExitCode, UsageError
from drillcli.lab import BEGAN, device, memory, options
from drillcli.lab.events import Events
from drillcli.lab.lab import Lab
from drillcli.lab.limits import OutOfMemoryError, is_out_of_memory
from drillcli.lab.parallel import Crew
from drillcli.lab.phases import Phases
from drillcli.lab.probe import Ceilings
from drillcli.lab.record import load, record
from drillcli.locale import _, set_language
from drillcli.locale.reasons import reason_of

LOOK_S = 1.0
"""How often to look whether the parent is still there."""

VARIABLE = "DRILL_EXERCISE_OPTIONS"
"""The environment variable with the options: torchrun hands no standard input to the processes that it starts."""


class SaveError(DrillError):
    """The weights of a model cannot be written; its report stands."""


def end_with_parent(parent: int) -> None:
    """End this process when its `parent` is gone, whatever it waits for: one stuck with others hears no signal."""
    while os.getppid() == parent:
        sleep(LOOK_S)
    os._exit(1)


def main() -> int:
    """Run the exercise that the environment names; return the exit code of this process."""
    Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    given = json.loads(os.environ[VARIABLE])
    set_language(given.get("lang") or "en")
    crew = Crew()
    events = Events.of_process(silent=crew.rank > 0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        return run(given, events, crew)
    except DrillError as error:
        kinds = {OutOfMemoryError: "memory", UsageError: "usage", SaveError: "save"}
        kind = next((kinds[type_] for type_ in kinds if isinstance(error, type_)), "refused")
        events.tell("failure", kind=kind, message=str(error), fits=getattr(error, "fits", None))
        return error.exit_code
    except ModuleNotFoundError as error:
        events.tell("failure", kind="package", message=str(error), package=error.name)
        return ExitCode.REFUSED
    except KeyboardInterrupt:  # before there was anything to report
        return ExitCode.INTERRUPTED


def run(given: dict[str, Any], events: Events, crew: Crew) -> int:
    """Run an exercise and tell its record; return the exit code. Raises DrillError for what the user can mend."""
    program: ModuleType = import_module("drillcli.exercises." + given["exercise"].replace("-", "_"))
    phases = Phases(BEGAN)
    load_start = load()
    asked = options.read(given, program.ABOUT)
    chosen = crew.device(device.choose(crew.asked(asked.device)))
    device.make_current(chosen)
    with crew.joined(chosen):
        lab = Lab(program.ABOUT, asked, chosen, events, crew, phases)
        lab.report = partial(tell_partly, lab, events, load_start)
        try:
            program.program(lab)
            finish(lab)
            status, code = "complete", ExitCode.DONE
        except KeyboardInterrupt:
            status, code = "incomplete", ExitCode.INTERRUPTED
        except DrillError as error:
            if isinstance(error, OutOfMemoryError):  # any other was refused before there was a run to report
                events.tell("record", record=record(lab, "failed", str(error), load_start))
            raise
        except Exception as error:
            events.tell("record", record=record(lab, "failed", f"{type(error).__name__}: {error}", load_start))
            raise
        events.tell("record", record=record(lab, status, None, load_start))
        if status == "complete" and asked.save_model and crew.rank == 0:
            save(lab, asked.save_model)
    return code


def tell_partly(lab: Lab, events: Events, load_start: float | None) -> None:
    """Tell what is known after an epoch, in case this process is killed."""
    events.now_and_then("record", lambda: {"record": record(lab, "incomplete", None, load_start)})


def finish(lab: Lab) -> None:
    """Gather what the other processes measured, and measure the ceilings again."""
    measures = lab.measures
    measures.peaks = memory.peak_host_mib(), memory.peak_device_mib(lab.device)
    measures.ranks = lab.crew.gathered(measures.speed and measures.speed / lab.world)
    if measures.before is not None:
        measures.after = ceilings_if_there_is_room(lab)


def ceilings_if_there_is_room(lab: Lab) -> Ceilings | None:
    """Return the ceilings of the device; None where the model left too little memory to measure them."""
    try:
        return lab.measures.ceilings(lab.settings.dtype, quick=lab.options.quick)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        return None


def save(lab: Lab, path: str) -> None:
    """Write the weights of the model that was placed first. Raises SaveError where there is none, or no room."""
    if not lab.models:
        text = _("{path}: this exercise trains no network whose weights could be saved")
        raise SaveError(text.format(path=path))
    try:
        torch.save(lab.models[0].state_dict(), path)
    except (OSError, RuntimeError) as error:
        text = _("{path}: the weights cannot be written: {reason}")
        raise SaveError(text.format(path=path, reason=reason_of(error))) from None


if __name__ == "__main__":
    Crew().leave(main())
