"""Importing a large package with its history: the whole `drill import` against Anki's own import of the same file."""

import shutil
import sys
from functools import partial
from pathlib import Path

import package_world
from harness import Bar, Contender, Lab, child, only
from places import python_of, variables

SIZES = ((10_000, 100_000), (100_000, 1_000_000))
"""Notes and reviews."""

ANKI = """
import sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
collection = Collection(sys.argv[1])
options = ImportAnkiPackageOptions(with_scheduling=True)
log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=sys.argv[2], options=options)).log
assert len(log.new) == int(sys.argv[3])
collection.close()
"""
READING = """
import gc, sys
from pathlib import Path
from drillcli.importers.apkg.package import read
gc.set_threshold(100_000)  # as `drill` does
parcel = read(Path(sys.argv[1]))
assert sum(1 for note in parcel.notes) == int(sys.argv[2])
assert not parcel.left_out
"""
BARS = {"wall": Bar(1.0), "peak memory": Bar(2.5)}
"""At most Anki's time; its peak is 417 MB, ours may be 1 GB."""


def run(lab: Lab) -> None:
    if lab.anki is None:
        print("no --anki-env: there is nothing to measure against")
        return
    drill = Path(sys.executable).with_name("drill")
    for notes, reviews in SIZES[: lab.pick(1, 2)]:
        package = lab.cache / f"package-{notes}-{reviews}.apkg"
        if not package.exists():
            package_world.build(package, notes, reviews)
        once = partial(imported, lab, lab.cache / "importing")
        words = [str(package), str(notes)]
        contenders = (
            Contender("Anki's import", partial(once, python_of(lab.anki), "-c", ANKI, "collection.anki2", *words)),
            Contender("drill import", partial(once, drill, "import", package), BARS),
            Contender("of that, reading", partial(once, sys.executable, "-c", READING, *words)),
        )
        size = package.stat().st_size / 1e6
        title = f"importing {notes:,} notes and {reviews:,} reviews ({size:.0f} MB), whole process"
        lab.compare(title, contenders, lab.pick(2, 3), warm_up=lab.quick)


def imported(lab: Lab, folder: Path, *words: str | Path) -> dict[str, float]:
    """Run a program in a folder that holds nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return only(child(words, variables(lab.cache, folder), folder), "wall", "cpu", "peak memory")
