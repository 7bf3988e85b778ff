"""What an exercise program works with inside its own process: data, device, steps, measurements."""

from drillcli.lab.began import BEGAN
from drillcli.lab.lab import Lab

__all__ = ["BEGAN", "Lab"]
