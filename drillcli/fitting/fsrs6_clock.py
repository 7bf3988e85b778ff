"""FSRS-6 on clock time, as srs-benchmark scores it on reviews within a day: a stability may fall to 1e-4 days."""

from functools import partial

from drillcli.fitting import fsrs6

STATE = fsrs6.STATE
S_MIN = 1e-4

first = partial(fsrs6.first, least=S_MIN)
step = partial(fsrs6.step, least=S_MIN)
