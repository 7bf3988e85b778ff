"""The forecasts that the network is compared with, and what it predicts before it has learned anything."""

import pytest

pytest.importorskip("torch", reason="the extra `exercise` is not installed")

import torch

from drillcli.exercises.timeseries import Forecast, linear, one_cycle, rmse


def windows(count):
    """Return windows of 24 hours and the hour after, which is a fixed mixture of three of them."""
    x = 50 + 10 * torch.randn(count, 24, generator=torch.Generator().manual_seed(0))
    return x, 1.5 * x[:, -1] - 0.75 * x[:, -2] + 0.2 * x[:, 0] + 3


def test_least_squares_finds_the_mixture():
    x, y = windows(500)
    assert rmse(linear((x[:400], y[:400]), x[400:]), y[400:]) < 1e-3


def test_a_forecast_without_change_is_the_last_value():
    x, _ = windows(50)
    model = Forecast(x)
    torch.nn.init.zeros_(model.out.weight)
    torch.nn.init.zeros_(model.out.bias)
    assert torch.equal(model(x), x[:, -1])


def test_the_scales_are_those_of_the_windows_given():
    x, _ = windows(50)
    model = Forecast(x)
    assert float(model.middle) == pytest.approx(float(x.mean()))
    assert float(model.usual) == pytest.approx(float((x[:, 1:] - x[:, :-1]).std()))


def test_the_error_is_in_degrees():
    assert rmse(torch.tensor([1.0, 2.0]), torch.tensor([4.0, 6.0])) == pytest.approx(12.5**0.5)


def test_the_learning_rate_rises_and_falls():
    assert [one_cycle(0), one_cycle(0.1), one_cycle(1)] == pytest.approx([0, 1, 0], abs=1e-9)
