"""`drill export`: what it refuses, what it reports, and that a file is there whole or not at all."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from commands_cases import METRICS, RIVERS, world
from conftest import NOW

from drillcli.collection import open_collection
from drillcli.commands import export
from drillcli.commands.export import FORMATS, ExportOptions, Format, run
from drillcli.config import Environment
from drillcli.errors import DrillError, UsageError
from drillcli.model import Mode, Rating


@pytest.fixture(autouse=True)
def decks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return world(tmp_path, monkeypatch, rivers=RIVERS, metrics=METRICS)


def said(env: Environment, *words: str, **options: bool | str) -> tuple[str, str]:
    """Return what a run writes to stdout and stderr."""
    out, err = StringIO(), StringIO()
    assert run(replace(env, stdout=out, stderr=err), words, ExportOptions(**options)) == 0  # type: ignore[arg-type]
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_says_what_is_in_the_file(suffix: str, env: Environment, tmp_path: Path) -> None:
    assert said(env, "rivers", f"out{suffix}") == (f"out{suffix}: 2 notes, 3 cards\n", "")
    assert (tmp_path / f"out{suffix}").stat().st_size > 100
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_without_decks_all_go_along_in_their_order(env: Environment, tmp_path: Path) -> None:
    said(env, "all.json")
    decks = json.loads((tmp_path / "all.json").read_text("utf-8"))["decks"]
    assert [deck["deck"] for deck in decks] == ["metrics", "rivers"]


def test_the_report_as_json(env: Environment, tmp_path: Path) -> None:
    with open_collection(env) as collection:
        collection.answer("rivers/nile", Rating.GOOD, NOW, 1000, Mode.STUDY)
    out, _err = said(env, "rivers", "out.APKG", as_json=True, history=True)
    assert json.loads(out) == {
        "file": str(tmp_path / "out.APKG"), "format": "apkg", "decks": ["rivers"], "notes": 2, "cards": 3, "reviews": 1,
        "media": 0, "missing": [],
    }  # fmt: skip
    out, _err = said(env, "rivers", "plain.apkg", as_json=True)
    assert json.loads(out)["reviews"] is None


def test_a_history_is_told_of(env: Environment) -> None:
    assert said(env, "rivers", "out.json", history=True)[0] == "out.json: 2 notes, 3 cards, 0 reviews\n"


def test_pictures_that_are_not_there_are_named(env: Environment, decks: Path) -> None:
    (decks / "rivers.yaml").write_text('title: R\nnotes:\n  - {id: a, q: "![x](gone.png)", a: b}\n', encoding="utf-8")
    _out, err = said(env, "rivers", "out.apkg")
    assert err == "drill: gone.png: no such picture or sound beside the deck; its name is in the file instead\n"


@pytest.mark.parametrize("suffix", [".apkg", ".html"])
def test_a_picture_that_cannot_be_read_is_named(
    suffix: str, env: Environment, decks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trouble is with the picture, not with the file to write, which is not begun."""
    picture, opened = decks / "map.png", Path.open
    picture.write_bytes(b"")
    (decks / "rivers.yaml").write_text("title: R\nnotes:\n  - {id: a, q: '![](map.png)', a: b}\n")

    def denied(path: Path, *mode: str, **options: str) -> object:
        if path == picture:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *mode, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(DrillError) as refusal:
        said(env, "rivers", f"out{suffix}")
    assert str(refusal.value) == f"cannot read {picture}: Permission denied"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(("out", ".out"))] == []


def test_the_language_is_the_learners_or_both(env: Environment, tmp_path: Path) -> None:
    """Markdown has one language unless it is told otherwise: other programs show a card as it stands."""
    chinese = replace(env, lang_option="zh")
    said(chinese, "rivers", "out.md")
    text = (tmp_path / "out.md").read_text("utf-8")
    assert "哪条河最长" in text
    assert "longest" not in text
    said(chinese, "rivers", "both.md", lang="both")
    assert (tmp_path / "both.md").read_text("utf-8").index("哪条河最长") < (tmp_path / "both.md").read_text(
        "utf-8"
    ).index("longest")
    said(chinese, "rivers", "zh.csv")
    assert "longest" not in (tmp_path / "zh.csv").read_text("utf-8")
    said(env, "rivers", "two.csv")
    assert "哪条河最长" in (tmp_path / "two.csv").read_text("utf-8")
    said(chinese, "rivers", "en.csv", lang="en")
    assert "哪条河最长" not in (tmp_path / "en.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "options", "message"),
    [
        ([], {}, "name the file to write, such as cards.apkg"),
        (
            ["rivers"],
            {},
            "rivers: the suffix of the file says its format: .apkg .csv .tsv .md .json .html; decks come first",
        ),
        (["rivers", "x.pdf"], {}, "x.pdf: the suffix"),
        (["x.csv"], {"history": True}, "x.csv: only .apkg .json can hold a history"),
        (["x.csv"], {"lang": "fr"}, "there is no language 'fr' to export in; it is en, zh or both"),
    ],
)
def test_what_makes_no_sense_is_refused(
    words: list[str], options: dict[str, str], message: str, env: Environment
) -> None:
    with pytest.raises(UsageError, match=f"^{message[:60]}") as refusal:
        said(env, *words, **options)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("there.csv", "there.csv is there already: name another file, or write over it with --force"),
        ("folder.csv", "folder.csv is a folder: name a file to write"),
        ("gone/x.csv", "gone: there is no such folder; make it first"),
    ],
)
def test_what_cannot_be_written_is_refused(file: str, message: str, env: Environment, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "there.csv").write_text("mine")
    with pytest.raises(DrillError) as refusal:
        said(env, "rivers", file)
    assert str(refusal.value).endswith(message)
    assert (tmp_path / "there.csv").read_text() == "mine"


def test_a_pipe_is_never_put_away(env: Environment, tmp_path: Path) -> None:
    """What is neither file nor folder stays as it is, also where a link leads to it."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "x.csv").symlink_to("pipe")
    with pytest.raises(DrillError, match=r"x\.csv is a device or a pipe: name a file to write"):
        said(env, "rivers", "x.csv", force=True)
    assert (tmp_path / "pipe").is_fifo()


def test_force_writes_over_a_file(env: Environment, tmp_path: Path) -> None:
    (tmp_path / "there.apkg").write_text("mine")
    said(env, "rivers", "there.apkg", force=True)
    with ZipFile(tmp_path / "there.apkg") as package:
        assert package.namelist() == ["collection.anki2", "media"]
        assert package.testzip() is None


def test_an_unknown_deck_is_refused_before_anything_is_written(env: Environment, tmp_path: Path) -> None:
    with pytest.raises(DrillError, match='unknown deck "river"'):
        said(env, "river", "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_no_deck_at_all_is_refused(env: Environment, decks: Path, tmp_path: Path) -> None:
    for path in decks.iterdir():
        path.unlink()
    with pytest.raises(DrillError, match="there is no deck to export"):
        said(env, "out.csv")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("suffix", [".csv", ".apkg"])
def test_trouble_on_the_way_leaves_what_was_there(
    suffix: str, env: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / f"there{suffix}"
    target.write_text("mine")

    def full(*_values: object) -> Iterator[str]:
        yield "begun"
        raise OSError(28, "No space left on device")

    if suffix == ".csv":
        monkeypatch.setitem(FORMATS, suffix, Format(export._text(full)))  # type: ignore[misc]
    else:
        monkeypatch.setattr(export.anki, "zip_up", lambda *values: next(iter([*full(values)])))
    with pytest.raises(DrillError, match=rf"there{suffix} cannot be written: No space left on device"):
        said(env, "rivers", target.name, force=True)
    assert target.read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir() if "there" in path.name} == {target.name}
