"""Speech by the espeak-ng library inside the package espeakng-loader: no sound card, no network.

The few functions and constants of the C interface used here are those of `espeak-ng/speak_lib.h`, version 1.52.
"""

import ctypes
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.locale.reasons import reason_of

_SYNCHRONOUS = 2
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_SPEED, _PITCH, _RANGE = 1, 3, 4
_ON_SAMPLES = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def package() -> str:
    """Return the version of the package that brings the library."""
    return version("espeakng-loader")


class Speaker:
    """The synthesiser. It is one for the whole process: a second one starts it afresh."""

    def __init__(self) -> None:
        """Start the library. Raises DrillError where it cannot be loaded or finds no voices."""
        import espeakng_loader  # noqa: PLC0415 - clips from the cache need no library

        folder = Path(espeakng_loader.get_data_path())
        try:
            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            text = _("the espeak-ng library cannot be loaded: {error}")
            raise DrillError(text.format(error=reason_of(error))) from error
        self._library.espeak_Terminate()
        self.rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, str(folder).encode(), _DO_NOT_EXIT)
        if self._library.espeak_SetVoiceByName(b"en") != 0:
            message = _("espeak-ng finds no voices in {folder}; a path of 160 characters or more is too long for it")
            raise DrillError(message.format(folder=folder))
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(0))  # else breath and flutter come from the time of day
        self.variants = sorted(path.name for path in (folder / "voices" / "!v").iterdir())
        self._voice = ""
        self._pieces: list[Any] = []
        self._callback = _ON_SAMPLES(self._keep)  # held here: the library knows only its address
        self._library.espeak_SetSynthCallback(self._callback)

    def _keep(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    def say(self, text: str, voice: str, *, speed: int, pitch: int, pitch_range: int) -> Any:
        """Return `text` spoken as samples (float64, -1 to 1) at `rate`.

        `voice` is a language and a variant (`en-us+Annie`); `speed` is in words a minute, `pitch` and `pitch_range`
        go from 0 to 100. Raises DrillError for a voice that is not there.
        """
        if voice != self._voice and self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise DrillError(_("espeak-ng has no voice {voice}").format(voice=voice))
        self._voice = voice
        for parameter, value in ((_SPEED, speed), (_PITCH, pitch), (_RANGE, pitch_range)):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._pieces.clear()
        data = text.encode() + b"\0"
        self._library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 0, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return np.concatenate([np.zeros(0, np.int16), *self._pieces]) / 32768
