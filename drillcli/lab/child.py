"""The process of one run: reads its options, runs the program, and tells its parent what it measures."""

import json
import os
import signal
from functools import partial
from importlib import import_module
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
from drillcli.locale import set_language

VARIABLE = "DRILL_EXERCISE_OPTIONS"
"""The environment variable with the options: torchrun hands no standard input to the processes that it starts."""


def main() -> int:
    """Run the exercise that the environment names; return the exit code of this process."""
    given = json.loads(os.environ[VARIABLE])
    set_language(given.get("lang") or "en")
    crew = Crew()
    events = Events.of_process(silent=crew.rank > 0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        return run(given, events, crew)
    except DrillError as error:
        kinds = {OutOfMemoryError: "memory", UsageError: "usage"}
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
        except Exception as error:
            message = str(error) if isinstance(error, DrillError) else f"{type(error).__name__}: {error}"
            events.tell("record", record=record(lab, "failed", message, load_start))
            raise
        found = record(lab, status, None, load_start)
        events.tell("record", record=found)
    return code


def tell_partly(lab: Lab, events: Events, load_start: float | None) -> None:
    """Tell what is known after an epoch, in case this process is killed."""
    events.now_and_then("record", lambda: {"record": record(lab, "incomplete", None, load_start)})


def finish(lab: Lab) -> None:
    """Measure the ceilings again, gather what the other processes measured, and save the model where that was asked."""
    measures = lab.measures
    measures.peaks = memory.peak_host_mib(), memory.peak_device_mib(lab.device)
    measures.ranks = lab.crew.gathered(measures.speed and measures.speed / lab.world)
    if measures.before is not None:
        measures.after = ceilings_if_there_is_room(lab)
    if lab.options.save_model and lab.rank == 0:
        save(lab, lab.options.save_model)


def ceilings_if_there_is_room(lab: Lab) -> Ceilings | None:
    """Return the ceilings of the device; None where the model left too little memory to measure them."""
    try:
        return lab.measures.ceilings(lab.settings.dtype, quick=lab.options.quick)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        return None


def save(lab: Lab, path: str) -> None:
    """Write the weights of the model that was placed first. Raises DrillError where there is none, or no room."""
    if not lab.models:
        raise DrillError(f"{lab.options.exercise} trains no network whose weights could be saved in {path}")
    try:
        torch.save(lab.models[0].state_dict(), path)
    except (OSError, RuntimeError) as error:
        raise DrillError(f"{path}: the weights cannot be written: {error}") from None


if __name__ == "__main__":
    Crew().leave(main())
