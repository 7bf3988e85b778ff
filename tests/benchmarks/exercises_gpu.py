"""Ours against the plain loop on an NVIDIA GPU: `python tests/benchmarks/exercises_gpu.py [NAME…] [--save FOLDER]`.

Run it with the interpreter of an environment that has the extra `exercise`. At batches of 64, 512 and 4,096 each
program is trained by the plain loop with a DataLoader (batches are moved to the device), by a plain loop whose data
lies on the device (told for comparison; it has no bar), and by ours as it chooses; each in a fresh process. The digits
are the 4,000 that ship, 15 times over: a batch of 4,096 needs more rows than there are, so the quality of `cnn` says
nothing here. Roofline, bound and memory are those of our own report. `--smoke` runs the smallest part of it on the
processor, to see that it works.
"""

import argparse
import json
import re
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from exercises import CASES, HERE, OURS, PLAIN, arrays, judged, ours, outside, told

RESIDENT = "plain, data on device"
BATCHES = (64, 512, 4096)
BARS = {64: 5.0, 512: 2.0}
"""By batch: how many times as fast as the plain loop ours is to be."""

GOAL = 0.5
"""The share of the roofline that is hoped for at the largest batch."""

EPOCHS = {"cnn": 3, "text": 3, "recommender": 5, "timeseries": 4}
"""Enough for some hundred steps at the smaller batches; the first epoch of the plain loops warms up."""

COPIES = 15


def main() -> int:
    asked = parser().parse_args()
    device, batches = ("cpu", BATCHES[:1]) if asked.smoke else ("cuda", BATCHES)
    with tempfile.TemporaryDirectory(prefix="drill-benchmarks-") as folder:
        found = [
            measure(name, batch, device, Path(folder), rounds=1 if asked.smoke else asked.rounds)
            for name in asked.names or CASES
            for batch in batches
        ]
    record = found[0]["rounds"][0][OURS]["record"]
    if asked.save:
        asked.save.mkdir(parents=True, exist_ok=True)
        slug = re.sub(r"\W+", "-", record["device"]["name"]).strip("-").lower()
        whole = {"device": record["device"], "software": record["software"], "runs": found}
        (asked.save / f"exercises-gpu-{slug}.json").write_text(json.dumps(whole, indent=1) + "\n")
    return int(any(not ratio["met"] for run in found for ratio in run["ratios"]))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    made.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(CASES)}; all when left out")
    made.add_argument("--rounds", type=int, default=3)
    made.add_argument("--save", type=Path, metavar="FOLDER", help="write all figures as JSON, named after the device")
    made.add_argument("--smoke", action="store_true", help="on the processor, one round, the smallest batch")
    return made


def measure(name: str, batch: int, device: str, cache: Path, *, rounds: int) -> dict[str, Any]:
    """Let the contenders take turns at one batch; print and return what came of it."""
    file = arrays(CASES[name].data, cache)
    data = None
    if name == "cnn" and device == "cuda":
        file, data = enlarged(file, cache)
    epochs = EPOCHS[name] if device == "cuda" else 2
    plain = [sys.executable, HERE / "exercises_plain.py", name, file, epochs, batch, "--device", device]
    contenders = {
        PLAIN: partial(outside, *plain),
        RESIDENT: partial(outside, *plain, "--resident"),
        OURS: partial(ours, name, epochs, batch, "auto", device, data),
    }
    print(f"\n{name}: batch {batch}, {epochs} epochs a round, {device}", flush=True)
    found = [{who: told(who, once()) for who, once in contenders.items()} for _ in range(rounds)]
    roofline = found[-1][OURS]["record"]["roofline"]
    goal = f"  (goal {GOAL:g})" if batch == BATCHES[-1] else ""
    print(f"  {roofline['fraction']:.2f} of the roofline, bound: {roofline['bound']}{goal}", flush=True)
    return {"name": name, "batch": batch, "rounds": found, "ratios": [judged(found, OURS, PLAIN, BARS.get(batch, 1.0))]}


def enlarged(file: Path, cache: Path) -> tuple[Path, Path]:
    """Return the digits many times over, as arrays for the plain loops and as images for `--data`."""
    many, images = cache / "many.npz", cache / "images.npz"
    if not many.exists():
        few = dict(np.load(file))
        few |= {key: np.concatenate([few[key]] * COPIES) for key in ("train0", "train1")}
        np.savez(many, **few)
        parts = {part: (few[f"{part}0"][:, 0] * 255).round().astype(np.uint8) for part in ("train", "test")}
        pictures = {f"x_{part}": pixels for part, pixels in parts.items()}
        np.savez(images, **pictures, **{f"y_{part}": few[f"{part}1"] for part in parts})
    return many, images


if __name__ == "__main__":
    sys.exit(main())
