"""Benchmarks of `drill`, run by hand: `python tests/benchmarks/run.py [NAME…] [--quick]`.

The working tree is installed into a fresh environment, and the measuring happens there. See `--help`.
"""

import argparse
import gc
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import places
from harness import Lab

BENCHMARKS = {
    "startup": "drill due, --version and --help against bare Python",
    "completing": "what TAB costs, against bare Python",
    "first_card": "the first card on the screen against a bare print",
    "reading": "reading a large deck against CSafeLoader; one card edited",
    "answers": "one durable answer against one fdatasync",
    "sizes": "bytes a review; the database against Anki's",
    "scheduling": "one review scheduled against py-fsrs",
    "queues": "due queue and counts against Anki's backend",
    "reports": "statistics against Anki's graphs",
    "importing": "a whole drill import against Anki's own",
    "syncing": "drill sync beyond git's own time",
    "wrapping": "Chinese lines that break the rules, or are too wide",
}
INSIDE = "DRILL_BENCHMARKS_INSIDE"


def main() -> int:
    options = parser().parse_args()
    if os.environ.get(INSIDE):
        return measure(options)
    with tempfile.TemporaryDirectory(prefix="drill-benchmarks-") as folder:
        cache = (options.cache or Path(folder)).resolve()
        cache.mkdir(parents=True, exist_ok=True)
        environment = places.drill_environment(cache)
        if options.anki_env:
            places.anki_environment(options.anki_env)
        variables = {**places.own_variables(cache, os.environ), INSIDE: "1"}
        words = [places.python_of(environment), __file__, *sys.argv[1:], "--cache", cache]
        return subprocess.run([str(word) for word in words], env=variables, check=False).returncode


def parser() -> argparse.ArgumentParser:
    names = "\n".join(f"  {name:<11} {about}" for name, about in BENCHMARKS.items())
    made = argparse.ArgumentParser(
        description=(__doc__ or "").split("\n")[0],
        epilog=f"benchmarks:\n{names}\n\nThe exit code is 1 when a ratio is over its bar.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("names", nargs="*", metavar="NAME", type=known, help="which; all when left out")
    made.add_argument("--quick", action="store_true", help="smaller data, fewer rounds: to see that it works")
    made.add_argument("--cache", type=Path, help="keep environments and data here (default: a temporary folder)")
    made.add_argument("--anki-env", type=Path, help="environment with Anki's library; made when it is not there")
    return made


def known(name: str) -> str:
    if name not in BENCHMARKS:
        raise argparse.ArgumentTypeError(f"no benchmark {name}")
    return name


def measure(options: argparse.Namespace) -> int:
    gc.set_threshold(100_000)  # as `drill` does
    load = ", ".join(f"{minutes:.1f}" for minutes in os.getloadavg())
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.platform()}", end="")
    print(f", {os.cpu_count()} CPUs, load {load}")
    anki = options.anki_env.resolve() if options.anki_env else None
    lab = Lab(options.cache, anki, options.quick)
    for name in options.names or BENCHMARKS:
        print(f"\n== {name}: {BENCHMARKS[name]}", flush=True)
        import_module(name).run(lab)
    return int(lab.summary() > 0)


if __name__ == "__main__":
    sys.exit(main())
