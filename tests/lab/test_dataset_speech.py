"""Spoken digits: voices kept apart, clips repeatable and as promised, a cache that survives damage."""

import subprocess
import sys
from dataclasses import replace

import pytest

pytest.importorskip("numpy", reason="the extra `exercise` is not installed")
pytest.importorskip("torch", reason="the extra `exercise` is not installed")
pytest.importorskip("espeakng_loader", reason="the extra `exercise` is not installed")

import numpy as np
from conftest import ROOT

from drillcli.errors import DrillError
from drillcli.lab.datasets import espeak, sound, speech

FEW = speech.Recipe(train=60, test=20)
ROWS = (("train", 60), ("test", 20))


@pytest.fixture(scope="module")
def made():
    return speech.make(FEW)


def test_no_voice_and_no_name_is_on_both_sides(made):
    heard, held_out = (set(made[part].tolist()) for part in ("heard", "held_out"))
    assert len(heard) + len(held_out) == len(espeak.Speaker().variants) >= 100
    assert len(held_out) >= 12
    names = [{voice.lower().rstrip("0123456789") for voice in voices} for voices in (heard, held_out)]
    assert not names[0] & names[1]


def test_each_part_is_spoken_by_its_own_voices(monkeypatch):
    voices = []
    say = espeak.Speaker.say

    def overheard(self, text, voice, **how):
        voices.append(voice.partition("+")[2])
        return say(self, text, voice, **how)

    monkeypatch.setattr(espeak.Speaker, "say", overheard)
    held_out = set(speech.make(FEW)["held_out"].tolist())
    first = next(place for place, voice in enumerate(voices) if voice in held_out)
    assert first >= 60
    assert set(voices[first:]) <= held_out


@pytest.mark.parametrize(("part", "rows"), ROWS)
def test_a_row_is_frames_their_number_and_what_is_said(made, part, rows):
    frames, lengths, mandarin, digits, counts = (made[f"{part}_{column}"] for column in speech._COLUMNS)
    assert (frames.shape, frames.dtype) == ((rows, FEW.frames, sound.BANDS), np.float16)
    assert np.isfinite(frames).all()
    assert lengths.min() > 5
    assert lengths.max() <= FEW.frames
    assert mandarin.dtype == bool
    assert 0 < mandarin.mean() < 1
    assert digits.shape == (rows, speech.MOST)
    assert (counts.min(), counts.max()) == (1, speech.MOST)
    for clip, length, said, count in zip(frames, lengths, digits, counts, strict=True):
        assert not clip[length:].any()
        assert clip[:length].astype(float).mean(0) == pytest.approx(0, abs=1e-3)
        assert ((said[:count] >= 0) & (said[:count] <= 9)).all()
        assert (said[count:] == -1).all()


def test_more_digits_take_longer(made):
    lengths, counts = made["train_lengths"], made["train_counts"]
    assert lengths[counts >= 4].mean() > 1.5 * lengths[counts == 1].mean()


def test_another_process_makes_the_same_clips():
    """Left alone, the library takes its breath and flutter from the time of day."""
    script = (
        "from drillcli.lab.datasets import files, speech;"
        "print(files.digest(speech.make(speech.Recipe(train=24, test=8))))"
    )
    said = [
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert len(said[0].strip()) == 64
    assert said[0] == said[1]


def test_what_was_made_once_is_read_the_next_time(tmp_path, monkeypatch):
    first = speech.kept(FEW, tmp_path / "deep" / "speech.npz")
    monkeypatch.setattr(speech, "make", None)
    second = speech.kept(FEW, tmp_path / "deep" / "speech.npz")
    assert first.keys() == second.keys()
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["speech.npz"]


@pytest.fixture
def small(monkeypatch):
    """Clips that cost nothing to make, counted."""
    made = []

    def make(_recipe):
        made.append(1)
        return {"train_frames": np.arange(400.0)}

    monkeypatch.setattr(speech, "make", make)
    return made


def test_other_recipes_versions_and_code_are_made_anew(tmp_path, monkeypatch, small):
    path = tmp_path / "speech.npz"
    speech.kept(FEW, path)
    speech.kept(FEW, path)
    assert len(small) == 1
    speech.kept(replace(FEW, seed=1), path)
    assert len(small) == 2
    monkeypatch.setattr(espeak, "package", lambda: "0.0.1")
    speech.kept(replace(FEW, seed=1), path)
    assert len(small) == 3
    (tmp_path / "sound.py").write_text("other code")
    monkeypatch.setattr(sound, "__file__", str(tmp_path / "sound.py"))
    speech.kept(replace(FEW, seed=1), path)
    assert len(small) == 4


def test_a_damaged_file_is_made_again(tmp_path, small):
    path = tmp_path / "speech.npz"
    whole = speech.kept(FEW, path)
    good = path.read_bytes()
    damaged = [b"", b"PK\x03\x04", b"no archive", good[: len(good) // 2], good[:-1]]
    damaged += [good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :] for at in range(0, len(good), 7)]
    for content in damaged:
        path.write_bytes(content)
        again = speech.kept(FEW, path)
        assert whole.keys() == again.keys()
        assert all(np.array_equal(whole[name], again[name]) for name in whole)


def test_a_cache_that_cannot_be_written_costs_no_more_than_time(tmp_path, small):
    (tmp_path / "file").write_text("")
    assert "train_frames" in speech.kept(FEW, tmp_path / "file" / "speech.npz")
    assert "train_frames" in speech.kept(FEW, tmp_path / "file" / "speech.npz")
    assert len(small) == 2


def test_a_write_that_breaks_off_leaves_nothing(tmp_path, monkeypatch, small):
    def broken(_file, **_arrays):
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", broken)
    with pytest.raises(KeyboardInterrupt):
        speech.kept(FEW, tmp_path / "speech.npz")
    assert not list(tmp_path.iterdir())


def test_a_folder_cannot_be_given(tmp_path):
    with pytest.raises(DrillError, match="read from nowhere"):
        speech.load(tmp_path, tmp_path, quick=True)


def test_a_voice_that_is_not_there_is_named():
    with pytest.raises(DrillError, match="xx-none"):
        espeak.Speaker().say("one", "xx-none", speed=175, pitch=50, pitch_range=50)


def test_a_library_that_does_not_start_is_told(monkeypatch, tmp_path):
    import espeakng_loader

    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(tmp_path))
    with pytest.raises(DrillError, match="no voices"):
        espeak.Speaker()
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: str(tmp_path / "none.so"))
    with pytest.raises(DrillError, match="cannot be loaded"):
        espeak.Speaker()


def test_faster_is_shorter_and_higher_is_higher():
    def say(**how):
        return speaker.say("nine", "en+m1", **({"speed": 175, "pitch": 50, "pitch_range": 50} | how))

    speaker = espeak.Speaker()
    assert len(say(speed=280)) < 0.8 * len(say(speed=150))
    low, high = (
        np.abs(np.fft.rfft(sound.resample(say(pitch=pitch, pitch_range=0), speaker.rate), 8000)) for pitch in (10, 90)
    )
    assert low[60:300].argmax() < high[60:300].argmax()


@pytest.mark.parametrize("snr", [0.0, 10.0, 30.0])
def test_noise_is_as_loud_as_asked(snr):
    recipe = replace(FEW, snr=(snr, snr), margin=0.5)
    rng = np.random.default_rng(0)
    tone = 3 * np.sin(np.arange(80_000) * 0.3)
    noisy = speech._noisy(tone, recipe, rng)
    assert len(tone) <= len(noisy) <= len(tone) + 8000
    assert 10 * np.log10(1 / (np.var(noisy) * len(noisy) / len(tone) - 1)) == pytest.approx(
        snr, abs=1.0 if snr > 20 else 0.4
    )
