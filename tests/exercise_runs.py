"""Run an exercise in quick mode in this process, once for each seed and kind of labels given, and print the records.

`python exercise_runs.py CACHE SLUG '[{"seed": 0}, {"seed": 0, "shuffle_labels": true}]'`
"""

import json
import os
import sys
from typing import Any

from drillcli.lab import child
from drillcli.lab.parallel import Crew


class Kept:
    """Keeps the last record instead of telling it to a parent."""

    def __init__(self) -> None:
        self.record: dict[str, Any] = {}

    def is_time(self) -> bool:
        return True

    def now_and_then(self, event: str, make: Any) -> None:
        self.tell(event, **make())

    def progress(self, **what: Any) -> None:
        json.dumps(what)

    def tell(self, event: str, **what: Any) -> None:
        if event == "record":
            self.record = json.loads(json.dumps(what["record"], allow_nan=False))


def main(cache: str, slug: str, runs: str) -> None:
    """Print a JSON list with a record for each run, in the first process only."""
    standard_output = os.dup(1)
    os.dup2(2, 1)  # what libraries print is no record
    crew, records = Crew(), []
    for options in json.loads(runs):
        kept = Kept()
        child.run({"exercise": slug, "cache": cache, "device": "cpu", "quick": True, **options}, kept, crew)
        records.append(kept.record)
    if crew.rank == 0:
        os.write(standard_output, json.dumps(records).encode())
    crew.leave(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
