"""When this process began to load PyTorch; imported before anything that loads it."""

from drillcli.clock import seconds

BEGAN = seconds()
