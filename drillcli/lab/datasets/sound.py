"""From samples to what a recogniser listens to: log-mel features, a picture of which pitches sound when."""

from math import gcd
from typing import Any

import numpy as np

RATE = 8000
"""Samples a second: enough for speech, as on the telephone."""
HOP = 80
"""Samples from frame to frame: 10 ms."""
BANDS = 40
"""Mel bands a frame."""

_WINDOW = 200
_FFT = 256
_LOWEST, _HIGHEST = 60.0, 3900.0
_FLOOR = 1e-4


def resample(wave: Any, rate: int) -> Any:
    """Return samples taken at `rate` as samples at RATE: the spectrum above half of RATE is cut off.

    Silence is added up to a length that is a whole number of samples at both rates, and quick to transform.
    """
    common = gcd(rate, RATE)
    pieces = -(-len(wave) * common // (16 * rate))
    spectrum = np.fft.rfft(wave, pieces * 16 * rate // common)
    count = pieces * 16 * RATE // common
    return np.fft.irfft(spectrum[: count // 2 + 1], count) * (RATE / rate)


def trim(wave: Any) -> Any:
    """Return the samples between the first and the last that exceed a hundredth of the loudest."""
    loud = np.flatnonzero(np.abs(wave) > np.abs(wave).max() / 100)
    return wave[loud[0] : loud[-1] + 1]


def mel(frequency: Any) -> Any:
    """Return a frequency (Hz) in mel, the scale on which equal steps sound equal (O'Shaughnessy 1987)."""
    return 2595 * np.log10(1 + np.asarray(frequency) / 700)


def _bank() -> Any:
    """Return the weights (bins, BANDS) of triangular bands, equally spaced in mel and half overlapping."""
    corners = np.linspace(mel(_LOWEST), mel(_HIGHEST), BANDS + 2)
    bins = mel(np.fft.rfftfreq(_FFT, 1 / RATE))
    return np.maximum(0, 1 - np.abs(bins[:, None] - corners[1:-1]) / (corners[1] - corners[0]))


_BANK = _bank()
_TAPER = np.hanning(_WINDOW)


def log_mel(wave: Any) -> Any:
    """Return the log energy (frames, BANDS) in each band, a frame each HOP, of samples at RATE."""
    brighter: Any = np.append(wave[:1], wave[1:] - 0.97 * wave[:-1])  # speech falls off by 6 dB an octave: level it
    frames = np.lib.stride_tricks.sliding_window_view(brighter, _WINDOW)[::HOP] * _TAPER
    return np.log(np.abs(np.fft.rfft(frames, _FFT)) ** 2 @ _BANK + _FLOOR)


def normalised(features: Any) -> Any:
    """Return features with mean 0 and deviation 1 in each band of the clip: loudness and microphone drop out."""
    return (features - features.mean(axis=0)) / (features.std(axis=0) + 1e-3)
