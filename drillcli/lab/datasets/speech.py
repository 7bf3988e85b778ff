"""Digits spoken in English and Mandarin by some hundred synthetic voices, with noise: strings of one to five.

The clips are made here, when they are first asked for, and kept in the cache folder. The voices of `test` are never
heard in `train`, nor is a voice of the same name (`Gene` and `Gene2` are one voice here).
"""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from drillcli.errors import DrillError
from drillcli.lab.datasets import Data, espeak, files, sound
from drillcli.locale import _
from drillcli.workplace import workplace

LICENCE = "synthesised here by espeak-ng (GPL-3.0-or-later); not redistributed"
MOST = 5
"""Digits of the longest string."""

_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MANDARIN = "零一二三四五六七八九"
_ACCENTS = ("en", "en-us", "en-029", "en-gb-scotland", "en-gb-x-rp")
_COLUMNS = ("frames", "lengths", "mandarin", "digits", "counts")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the clips: how many, of how many digits, how loud the noise, from which seed."""

    frames: int = 160  # of 10 ms: the longest clip, to which all are padded
    train: int = 8000
    test: int = 1500
    counts: tuple[float, ...] = (0.36, 0.16, 0.16, 0.16, 0.16)  # chances of one digit, of two, …
    words_a_minute: tuple[int, int] = (150, 280)
    snr: tuple[float, float] = (5.0, 20.0)  # dB, of white noise
    margin: float = 0.15  # at most so many seconds of noise before the speech, and after it
    seed: int = 0


FULL = Recipe()
QUICK = Recipe(frames=60, train=1200, test=300, counts=(1.0,))


def load(folder: Path | None, cache: Path, quick: bool) -> Data:  # noqa: FBT001 - the form of every loader
    """Return the clips, made now unless the cache has them; `quick`: few, of one digit each.

    A row is (frames (T, BANDS) float16, length, mandarin, digits (MOST,), count): `length` frames are sound, the
    rest zeros; `mandarin` is False for English; `count` digits are said, the rest is -1. `extra` names the voices of
    each part, `heard` and `held_out`. Raises DrillError for a folder, since nothing is read, and where espeak-ng does
    not work.
    """
    if folder is not None:
        raise DrillError(_("{folder}: the clips of speech are made here and read from nowhere").format(folder=folder))
    arrays = kept(QUICK, cache / "speech-quick.npz") if quick else kept(FULL, cache / "speech.npz")
    train, test = (tuple(arrays[f"{part}_{column}"] for column in _COLUMNS) for part in ("train", "test"))
    extra = {name: arrays[name].tolist() for name in ("heard", "held_out")}
    return Data("speech", LICENCE, files.digest(arrays), train, test, labels=2, extra=extra)


def kept(recipe: Recipe, path: Path) -> files.Arrays:
    """Return the arrays of a recipe from a file; where it is missing, damaged or of another recipe, it is made again.

    The key of the file holds for the recipe, the voices and the code that makes the clips.
    """
    code = b"".join(Path(module).read_bytes() for module in (__file__, sound.__file__, espeak.__file__))
    key = sha256(f"{recipe} {espeak.package()}".encode() + code).hexdigest()
    arrays = _read(path)
    if str(arrays.get("key")) != key:
        arrays = {"key": np.array(key), **make(recipe)}
        with suppress(OSError):  # a cache that cannot be written costs the next run its time, no more
            _write(path, arrays)
    del arrays["key"]
    return arrays


def _read(path: Path) -> files.Arrays:
    """Return the arrays of an .npz file, none where it is missing or damaged."""
    try:
        with path.open("rb") as file, np.load(file) as stored:
            return dict(stored)
    except (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile):
        return {}


def _write(path: Path, arrays: files.Arrays) -> None:
    """Write an .npz file whole or not at all: under another name first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with workplace(path.parent) as folder:
        part = folder / path.name
        np.savez(part, **arrays)
        part.replace(path)


def make(recipe: Recipe) -> files.Arrays:
    """Return the arrays of both parts by name (`train_frames`, …), and the voices in each: `heard`, `held_out`."""
    rng = np.random.default_rng(recipe.seed)
    speaker = espeak.Speaker()
    heard, held_out = split(speaker.variants)
    arrays: files.Arrays = {"heard": np.array(heard), "held_out": np.array(held_out)}
    for part, variants, rows in (("train", heard, recipe.train), ("test", held_out, recipe.test)):
        made = zip(*_clips(speaker, variants, rows, recipe, rng), strict=True)
        arrays |= {f"{part}_{column}": np.stack(values) for column, values in zip(_COLUMNS, made, strict=True)}
    return arrays


def split(variants: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the voices to learn from, and those of every fifth name: a name has all its numbers on one side."""
    names = sorted({_name(variant) for variant in variants})[::5]
    return [each for each in variants if _name(each) not in names], [each for each in variants if _name(each) in names]


def _name(variant: str) -> str:
    return variant.lower().rstrip("0123456789")


def _clips(
    speaker: espeak.Speaker, variants: Sequence[str], rows: int, recipe: Recipe, rng: np.random.Generator
) -> Iterator[tuple[Any, ...]]:
    """Yield so many clips as values of _COLUMNS, voice by voice: the library is slow to change it."""
    languages = np.where(rng.random(rows) < 0.5, "cmn", rng.choice(_ACCENTS, rows))
    pairs = zip(languages, rng.choice(variants, rows), strict=True)
    for voice in sorted(f"{language}+{variant}" for language, variant in pairs):
        clip = None
        while clip is None:
            clip = _clip(speaker, voice, recipe, rng)
        yield clip


def _clip(speaker: espeak.Speaker, voice: str, recipe: Recipe, rng: np.random.Generator) -> tuple[Any, ...] | None:
    """Return a clip of random digits in one voice, None where they take too long."""
    count = 1 + int(rng.choice(len(recipe.counts), p=recipe.counts))
    said = rng.integers(10, size=count)
    mandarin = voice.startswith("cmn")
    text = "".join(_MANDARIN[digit] for digit in said) if mandarin else " ".join(_ENGLISH[digit] for digit in said)
    speed, pitch, pitch_range = rng.integers((recipe.words_a_minute[0], 20, 20), (recipe.words_a_minute[1], 80, 80))
    spoken = speaker.say(text, voice, speed=int(speed), pitch=int(pitch), pitch_range=int(pitch_range))
    heard = sound.log_mel(_noisy(sound.trim(sound.resample(spoken, speaker.rate)), recipe, rng))
    if len(heard) > recipe.frames:
        return None
    frames: Any = np.zeros((recipe.frames, sound.BANDS), np.float16)
    frames[: len(heard)] = sound.normalised(heard)
    return frames, len(heard), mandarin, np.pad(said, (0, MOST - count), constant_values=-1), count


def _noisy(speech: Any, recipe: Recipe, rng: np.random.Generator) -> Any:
    """Return speech at power 1 amid white noise that begins before it and ends after it."""
    before, after = (rng.uniform(0, recipe.margin, size=2) * sound.RATE).astype(int)
    amplitude = 10 ** (-rng.uniform(*recipe.snr) / 20)
    return np.pad(speech / speech.std(), (before, after)) + rng.normal(0, amplitude, before + len(speech) + after)
