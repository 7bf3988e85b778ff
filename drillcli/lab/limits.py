"""Too little memory: telling it from other faults, and finding the batch that fits."""

from collections.abc import Callable

import torch
from torch import Tensor

from drillcli.errors import DrillError
from drillcli.locale import _

REFUSED_BY_ALLOCATOR = ("can't allocate memory", "not enough memory", "out of memory")


class OutOfMemoryError(DrillError):
    """The device has too little memory for a step; `fits` is the largest batch tried that has room, or None."""

    def __init__(self, batch: int, fits: int | None) -> None:
        self.fits = fits
        remedy = _("--batch-size {fits} fits").format(fits=fits) if fits else _("not even one sample fits")
        super().__init__(_("a batch of {batch} does not fit the memory; {remedy}").format(batch=batch, remedy=remedy))


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an error means that an allocation was refused, on the host or the device."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in REFUSED_BY_ALLOCATOR)


def largest_that_fits(step: Callable[[Tensor], Tensor], rows: Tensor, batch: int) -> OutOfMemoryError:
    """Return the error that says which batch fits, halving that of `rows` until a step has room."""
    size = len(rows)
    while size > 1:
        size //= 2
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        try:
            step(rows[:size])
        except Exception as error:
            if not is_out_of_memory(error):
                raise
        else:
            return OutOfMemoryError(batch, batch * size // len(rows))
    return OutOfMemoryError(batch, None)
