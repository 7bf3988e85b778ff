"""Numbers that carry their slopes."""

import pytest

np = pytest.importorskip("numpy")

from drillcli.fitting.dual import Dual, by_rating, clamp, inputs, jacobian, where  # noqa: E402

X, Y = np.array([0.5, 2.0, 3.0]), np.array([1.5, 0.7, 3.0])
FORMULAS = {
    "sum and difference": lambda x, y: 3 + x - y - 1 + (2 - x),
    "product and quotient": lambda x, y: 3 * x * y / (x + y) + 1 / x,
    "power": lambda x, y: x**y + 2**x - y**-2.0,
    "exponential and logarithm": lambda x, y: np.exp(-x * y) + np.expm1(x) * np.log(y),
    "least and greatest": lambda x, y: np.minimum(x * x, y) + np.maximum(x, y * y),
    "clamped": lambda x, y: clamp(x * y, 1.0, 2.0),
    "chosen": lambda x, y: where(np.array([True, False, True]), x * x, y * y),
    "by rating": lambda x, y: by_rating(np.array([1, 3, 4]), x, 1.0, x * y, y * y),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_slopes_are_those_of_small_differences(name):
    """Each rule gives the value that NumPy gives, and the slopes that small differences show."""
    formula, h = FORMULAS[name], 1e-6
    told = formula(*inputs([X, Y]))
    assert told.value == pytest.approx(formula(X, Y))
    around = [formula(X + h, Y) - formula(X - h, Y), formula(X, Y + h) - formula(X, Y - h)]
    smooth = slice(0, 2) if name == "least and greatest" else slice(None)
    table = jacobian([told], 2, 3)[0][:, smooth]
    assert table == pytest.approx(np.array(around)[:, smooth] / (2 * h), rel=1e-6, abs=1e-8)


def test_a_function_without_a_rule_is_refused():
    """Rather than lose slopes without a word."""
    with pytest.raises(KeyError):
        np.sin(Dual(X, {0: 1.0}))
