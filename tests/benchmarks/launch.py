"""Runs one program and prints what it took: `launch.py FOLDER WORD…`, its output thrown away, started in FOLDER.

A process of its own, for two reasons: Linux counts the memory of the process that starts a program as the
program's own, so that one must be small; and the start of a large process takes longer.
"""

import json
import os
import sys
import time

null = os.open(os.devnull, os.O_RDWR)
folder, *words = sys.argv[1:]
os.chdir(folder)
start = time.perf_counter()
actions = [(os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1)]
process = os.posix_spawn(words[0], words, os.environ, file_actions=actions)
_, status, used = os.wait4(process, 0)
wall = time.perf_counter() - start
print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak memory": used.ru_maxrss * 1024}))
sys.exit(os.waitstatus_to_exitcode(status) != 0)
