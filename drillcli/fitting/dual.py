"""Numbers that carry their slopes, so that a formula written once also tells how it changes with what it is made of.

This is forward-mode automatic differentiation: each operation on a `Dual` applies the chain rule. NumPy's
operators and functions take a `Dual` where they take an array, as far as `SLOPES` has a rule for them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Number = Any
"""A float, an array or a `Dual`: what the formulas of a memory model are made of."""

Slope = Callable[..., Number]
"""The slope of a result in one operand, from (result, operands…)."""

SLOPES: Mapping[np.ufunc, tuple[Slope, ...]] = {
    np.add: (lambda *_: 1.0, lambda *_: 1.0),
    np.subtract: (lambda *_: 1.0, lambda *_: -1.0),
    np.multiply: (lambda _r, _x, y: y, lambda _r, x, _y: x),
    np.divide: (lambda _r, _x, y: 1 / y, lambda r, _x, y: -r / y),
    np.power: (lambda r, x, y: y * r / x, lambda r, x, _y: r * np.log(x)),
    np.negative: (lambda *_: -1.0,),
    np.exp: (lambda r, _x: r,),
    np.expm1: (lambda r, _x: r + 1,),
    np.log: (lambda _r, x: 1 / x,),
    np.minimum: (lambda _r, x, y: x <= y, lambda _r, x, y: x > y),
    np.maximum: (lambda _r, x, y: x >= y, lambda _r, x, y: x < y),
}
"""By function: its slope in each operand. A function without a rule raises KeyError rather than losing slopes."""


class Dual(np.lib.mixins.NDArrayOperatorsMixin):
    """A value and its slopes in the inputs that it depends on, by the inputs' numbers."""

    __slots__ = ("slopes", "value")

    def __init__(self, value: Any, slopes: dict[int, Any]) -> None:
        self.value = value
        self.slopes = slopes

    def __array_ufunc__(self, function: np.ufunc, method: str, *operands: Number, **options: object) -> "Dual":
        values = [value_of(operand) for operand in operands]
        result = function(*values)
        slopes: dict[int, Any] = {}
        for operand, slope in zip(operands, SLOPES[function], strict=True):
            if isinstance(operand, Dual):
                outer = slope(result, *values)
                for key, inner in operand.slopes.items():
                    slopes[key] = slopes[key] + outer * inner if key in slopes else outer * inner
        return Dual(result, slopes)


def value_of(number: Number) -> Any:
    """Return the value without its slopes."""
    return number.value if isinstance(number, Dual) else number


def inputs(values: Sequence[Any], first: int = 0) -> list[Dual]:
    """Return the values as inputs numbered from `first`: each has slope 1 in itself."""
    return [Dual(value, {first + index: 1.0}) for index, value in enumerate(values)]


def where(condition: np.ndarray, chosen: Number, other: Number) -> Number:
    """Return `chosen` where the condition holds and `other` elsewhere, with the slopes of whichever it is."""
    value = np.where(condition, value_of(chosen), value_of(other))
    if not isinstance(chosen, Dual) and not isinstance(other, Dual):
        return value
    ours, theirs = (number.slopes if isinstance(number, Dual) else {} for number in (chosen, other))
    slopes = {key: np.where(condition, ours.get(key, 0.0), theirs.get(key, 0.0)) for key in {**ours, **theirs}}
    return Dual(value, slopes)


def clamp(number: Number, low: float, high: float) -> Number:
    """Return the number, but at least `low` and at most `high`, where its slopes are 0."""
    return np.minimum(np.maximum(number, low), high)


def by_rating(rating: np.ndarray, again: Number, hard: Number, good: Number, easy: Number) -> Number:
    """Return for each review the one of four numbers that belongs to its rating."""
    return where(rating == 1, again, where(rating == 2, hard, where(rating == 3, good, easy)))


def jacobian(results: Sequence[Number], width: int, length: int) -> np.ndarray:
    """Return the slopes of results in `width` inputs as one array (results, width, length)."""
    table = np.zeros((len(results), width, length))
    for row, result in zip(table, results, strict=True):
        for key, slope in result.slopes.items():
            row[key] = slope
    return table
