"""An unfinished card on the disk: whatever ends the program, what was typed is there the next time."""

import json
import os
from contextlib import suppress
from pathlib import Path

from drillcli.ui.adding_form import Form


class Draft:
    """The file of the card that this process is asking for, in a `folder` of one deck."""

    def __init__(self, folder: Path, process: int | None = None) -> None:
        self.folder = folder
        self.path = folder / f"{process or os.getpid()}.json"

    def take_up(self) -> Form | None:
        """Return the card that was left unfinished, as this process's own from now on; None where there is none.

        It is written under its new name before it goes from the old one.
        """
        for path in sorted(self.folder.glob("*.json")):
            with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):  # not written by us
                form = Form.of_json(json.loads(path.read_text(encoding="utf-8")))
                self.keep(form)
                if path != self.path:
                    path.unlink()
                return form
        return None

    def keep(self, form: Form) -> None:
        """Write the card down as it is now; an empty one goes. Raises OSError."""
        if form.is_empty:
            self.path.unlink(missing_ok=True)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".part")
        partial.write_text(json.dumps(form.as_json(), ensure_ascii=False), encoding="utf-8")
        partial.replace(self.path)
