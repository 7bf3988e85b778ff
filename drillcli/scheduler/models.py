"""The memory models there are, by name."""

from collections.abc import Callable, Mapping, Sequence

from drillcli.locale import _, commas
from drillcli.scheduler.base import MemoryModel
from drillcli.scheduler.fsrs6 import Fsrs6
from drillcli.scheduler.fsrs7 import Fsrs7

MODELS: Mapping[str, Callable[..., MemoryModel]] = {"fsrs6": Fsrs6, "fsrs7": Fsrs7}


def model(name: str, parameters: Sequence[float] | None = None) -> MemoryModel:
    """Return the model `name`, with its default parameters or the given ones.

    Raises ValueError for an unknown name and for parameters whose number or size is wrong.
    """
    if name not in MODELS:
        raise ValueError(
            _("unknown memory model {name}; the models are {names}").format(name=name, names=commas(MODELS))
        )
    return MODELS[name]() if parameters is None else MODELS[name](parameters)
