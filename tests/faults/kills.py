"""kill -9 before, amid and after each write, sync and change of a folder that an operation makes."""

from pathlib import Path

from operations import Operation, judge, whole
from shim import Shim, kill
from tally import Tally
from world import put_back, run


def killed(folder: Path, operation: Operation, kills: int) -> Tally:
    """Kill an operation so often, at calls that are spread evenly over it."""
    tally = Tally(f"kill -9 at a write: {operation.name}")
    good = whole(folder, operation)
    for number in range(kills):
        call = 1 + int((number + 0.5) / kills * good.calls)
        how = "kha"[number % 3]
        put_back(folder, operation.saved)
        ended = run(folder, operation.words, operation.lines, Shim(folder / "shim", folder, kill(how, call)))
        if ended.code != -9:  # it made fewer calls this time
            tally.problems.append(f"{operation.name}: call {call} of {good.calls} did not come: {ended}")
        judge(tally, f"{how}{call} of {good.calls}", folder, operation, good, ended)
    return tally
