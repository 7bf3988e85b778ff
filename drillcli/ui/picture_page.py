"""One picture on a screen of its own, as large as the terminal shows it, until a key is pressed."""

import os
from pathlib import Path

from drillcli.config import Environment
from drillcli.locale import _
from drillcli.ui.graphics import Frame, Graphics, cell_now
from drillcli.ui.images import CLEAN, picture
from drillcli.ui.terminal import ALTERNATE, NORMAL, raw

BELOW = 2
"""The rows that stay free below a picture."""


def visit(path: Path, env: Environment, graphics: Graphics) -> bool:
    """Show a picture until a key is pressed; False where the terminal cannot, or has not said that it can.

    Raises DrillError for a picture that is damaged.
    """
    if not graphics.protocol:
        return False
    terminal = env.stdout.fileno()
    columns, rows = os.get_terminal_size(terminal)
    cell = cell_now(terminal) or graphics.cell
    drawn = picture(path, graphics.protocol, Frame(columns, max(rows - BELOW, 1), cell))
    if not drawn:
        return False
    text = _("Press any key to go back to the card.")
    with raw(env.stdin.fileno()) as source:
        env.stdout.write(f"{ALTERNATE}\x1b[2J{drawn}\x1b[{rows};1H{text}")
        env.stdout.flush()
        os.read(source, 1)
        env.stdout.write((CLEAN if graphics.protocol == "kitty" else "") + "\x1b[2J" + NORMAL)
        env.stdout.flush()
    return True
