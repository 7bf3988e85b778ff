"""From samples to log-mel features."""

import pytest

pytest.importorskip("numpy", reason="the extra `exercise` is not installed")
pytest.importorskip("torch", reason="the extra `exercise` is not installed")

import numpy as np

from drillcli.lab.datasets import sound


def tone(hertz, rate, seconds=0.5):
    return np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


@pytest.mark.parametrize("rate", [22_050, 16_000, 44_100, 8_000])
def test_a_tone_keeps_its_pitch_and_loudness(rate):
    heard = sound.resample(tone(440, rate), rate)
    assert heard[400:3600] == pytest.approx(tone(440, sound.RATE)[400:3600], abs=0.02)


def test_what_eight_kilohertz_cannot_hold_is_cut_off():
    assert np.abs(sound.resample(tone(6000, 22_050), 22_050)[400:3600]).max() < 0.02


def test_silence_is_trimmed_at_both_ends_only():
    wave = np.array([0, 0, 0.001, 1, 0, 0, -0.5, 0.002, 0])
    assert sound.trim(wave).tolist() == [1, 0, 0, -0.5]


def test_a_frame_every_ten_milliseconds():
    assert sound.log_mel(np.zeros(8000)).shape == (98, sound.BANDS)
    assert sound.log_mel(np.zeros(200)).shape == (1, sound.BANDS)


def test_the_band_that_sounds_is_the_one_around_the_tone():
    centres = np.linspace(sound.mel(60), sound.mel(3900), sound.BANDS + 2)[1:-1]
    for hertz in (200, 500, 1000, 2000, 3500):
        loudest = sound.log_mel(tone(hertz, sound.RATE)).mean(0).argmax()
        assert abs(centres[loudest] - sound.mel(hertz)) < 60


def test_every_band_hears_something():
    assert (sound._BANK.sum(0) > 0).all()


def test_loudness_drops_out():
    noise = np.random.default_rng(0).normal(size=4000)
    quiet, loud = (sound.normalised(sound.log_mel(noise * factor)) for factor in (1, 30))
    assert quiet == pytest.approx(loud, abs=0.05)
    assert quiet.mean(0) == pytest.approx(0, abs=1e-9)
    assert quiet.std(0) == pytest.approx(1, abs=0.01)
