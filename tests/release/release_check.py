"""Check what would be released: `python tests/release/release_check.py [FOLDER]` (the packages are kept there).

Builds the source package and the wheel from it, looks into the wheel, installs it into an environment of its own, and
does with it what a newcomer does. It needs hatchling, build and, for the dependencies, an index of packages.
"""

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[2]
ALSO = ("locale/zh/LC_MESSAGES/drill.mo", "deckfile/deck.schema.json", "store/schema.sql", "exercises/data/NOTICE.md")
DECKS = {f"{slug}.yaml" for slug in re.findall(r"^\| `(.+?)`", (ROOT / "decks/README.md").read_text("utf-8"), re.M)}
"""The decks of drill. In its checkout may be others, of whoever studies there."""
PAGES = ("share/man/man1/drill.1", "share/man/zh/man1/drill.1")


def build(folder: Path) -> Path:
    """Build the source package and from it the wheel; return the wheel."""
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT])
    (wheel,) = folder.glob("*.whl")
    return wheel


def missing(wheel: Path) -> list[str]:
    """Return what a wheel should hold and does not: modules, decks, schemas, catalogues, shells, manual pages."""
    package = ROOT / "drillcli"
    sources = [file for suffix in ("py", "sql", "bash", "zsh", "fish") for file in package.rglob(f"*.{suffix}")]
    wanted = {f"drillcli/{file.relative_to(package).as_posix()}" for file in sources}
    wanted |= {f"drillcli/{name}" for name in ALSO}
    wanted |= {f"drillcli/decks/{deck}" for deck in DECKS}
    there = ZipFile(wheel).namelist()
    data = {name.partition(".data/data/")[2] for name in there}
    return sorted(wanted - set(there)) + sorted(set(PAGES) - data)


def strange(wheel: Path) -> list[str]:
    """Return the decks in a wheel, and in the source package beside it, that are not of drill."""
    with tarfile.open(next(wheel.parent.glob("*.tar.gz"))) as sources:
        names = [name.partition("/")[2] for name in sources.getnames()]
    names = [name for name in names if name.startswith("decks/")]
    names += [name for name in ZipFile(wheel).namelist() if name.startswith("drillcli/decks/")]
    return [name for name in names if Path(name).name not in {*DECKS, "README.md"}]


def install(wheel: Path, place: Path, *, offline: bool = False) -> None:
    """Install a wheel into a new environment; `offline` lends it the libraries of the environment that runs this."""
    venv.create(place, symlinks=os.name != "nt")
    options = ["--no-deps", "--no-index"] if offline else []
    run([sys.executable, "-m", "pip", "--python", place, "install", "--quiet", *options, wheel])
    if offline:
        library = Path(sysconfig.get_path("purelib", vars={"base": place, "platbase": place}))
        (library / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")


def try_out(place: Path, folder: Path) -> None:
    """Do with an installed drill what a newcomer does, in an empty folder; raises CheckError where it goes wrong."""
    drill = Path(sysconfig.get_path("scripts", vars={"base": place}), "drill")
    world = {**os.environ, "HOME": str(folder), "DRILL_HOME": str(folder / "data"), "PYTHONPATH": "", "LANG": "C.UTF-8"}

    def said(*words: str, stdin: str = "") -> str:
        return run([drill, *words], stdin=stdin, cwd=folder, env=world)

    expect(said("--version").startswith("drill "), "it says which it is")
    answers = said("study", "startup-challenges", "--seed", "1", "--limit", "3", stdin="3\n3\n3\n").splitlines()
    expect([line.split("\t")[1] for line in answers] == ["3", "3", "3"], f"three answers are taken: {answers}")
    expect(json.loads(said("stats", "--json"))["today"]["answers"] == 3, "three answers are counted")
    expect(len(said("due").splitlines()) == len(DECKS), "every deck is there")
    expect("复习到期的卡片" in said("--help", "--lang", "zh"), "it speaks Chinese")
    expect("recommender" in said("exercise", "--json"), "the exercises are there")
    expect("zsh" in said("--install-completion", "zsh") or (folder / ".zshrc").exists(), "a shell can complete")
    said("check", "--json")
    said("doctor", "--json")
    expect(all((place / page).is_file() for page in PAGES), "the manual pages are where man looks")


class CheckError(Exception):
    """What would be released is not right."""


def expect(is_so: bool, what: str) -> None:
    """Raise CheckError unless it is so."""
    if not is_so:
        raise CheckError(what)


def run(words: Sequence[object], *, stdin: str = "", cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """Run a program and return its output; raises CheckError with all that it said when it fails."""
    done = subprocess.run(
        [str(word) for word in words], input=stdin, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise CheckError(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def main(folder: Path) -> None:
    """Check everything, and say so step by step."""
    wheel = build(folder)
    expect(not (gone := missing(wheel)), f"the wheel lacks {gone}")
    expect(not (others := strange(wheel)), f"decks that are not of drill: {others}")
    sys.stdout.write(f"{wheel.name} holds what it should\n")
    with tempfile.TemporaryDirectory() as place:
        install(wheel, Path(place, "environment"))
        Path(place, "home").mkdir()
        try_out(Path(place, "environment"), Path(place, "home"))
    sys.stdout.write("installed, it works\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as nowhere:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else nowhere).resolve())
