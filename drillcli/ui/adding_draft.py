"""An unfinished card on the disk: whatever ends the program, what was typed is there the next time."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

from drillcli.ui.adding_form import Form
from drillcli.workplace import hold


class Draft:
    """The file of the card that this process is asking for, in a `folder` of one deck.

    A process that lives holds its file: nobody takes from it what is being written. `is_shared` tells that there is
    such a card.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / f"{os.getpid()}.json"
        self.is_shared = False
        self._let_go: Callable[[], None] = lambda: None

    def take_up(self) -> Form | None:
        """Return the card that was left unfinished, whose file is this process's own now; None where there is none."""
        with suppress(OSError):  # where nothing can be written, `keep` says so
            for path in sorted(self.folder.glob("*.json")):
                let_go = hold(path.with_suffix(".lock"))
                if not let_go:
                    self.is_shared = True
                    continue
                with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):  # gone, or not written by us
                    form = Form.of_json(json.loads(path.read_text(encoding="utf-8")))
                    self.path, self._let_go = path, let_go
                    return form
                let_go()
            self.path, self._let_go = self._free()
        return None

    def keep(self, form: Form) -> None:
        """Write the card down as it is now; an empty one goes. Raises OSError."""
        if form.is_empty:
            self.path.unlink(missing_ok=True)
        else:
            _write(form, self.path)

    def set_aside(self, form: Form) -> None:
        """Write a finished card down for another time. Raises OSError."""
        path, let_go = self._free()
        _write(form, path)
        let_go()

    def leave(self) -> None:
        """Let others take up what is unfinished."""
        self._let_go()

    def _free(self) -> tuple[Path, Callable[[], None]]:
        """Return the first place in the folder that nobody has, and what lets go of it. Raises OSError."""
        for number in count(1):
            path = self.folder / f"{number}.json"
            if let_go := hold(path.with_suffix(".lock")):
                if not path.exists():
                    return path, let_go
                let_go()
        raise AssertionError  # there are more numbers than processes


def _write(form: Form, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    try:
        partial.write_text(json.dumps(form.as_json(), ensure_ascii=False), encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
