"""`drill import --reviews`."""

import json
import time
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from commands_cases import RIVERS, world
from conftest import NOW, ROOT

from drillcli.collection import open_collection
from drillcli.commands import importing, importing_reviews
from drillcli.commands.importing import Options
from drillcli.errors import DrillError, UsageError
from drillcli.store import verify
from drillcli.store.reviews import counted, raw

BEFORE = "backups/20261122T090000Z-before-import.db"
LOG = """\
card,rating,time,took_ms
x,1,2026-10-01T09:00:00Z,8000
x,3,2026-10-01T09:10:00Z,4000
x,3,2026-10-03T03:30:00Z,5000
rivers/nile,4,2026-10-03T12:00:00Z,6000
"""
SHARED = ROOT.parent / "shared" / "fsrs" / "review_log_josh.csv"


@pytest.fixture(autouse=True)
def _decks(tmp_path, monkeypatch):
    world(tmp_path, monkeypatch, rivers=RIVERS)


@pytest.fixture
def take(env, tmp_path):
    """Import a log; return what went to stdout (parsed, when it is JSON) and to stderr."""

    def take(text, name="my log.csv", *, as_json=True, **options):
        path = Path(name)
        if text is not None:
            (tmp_path / path).write_text(text, encoding="utf-8")
        told = replace(env, stdout=StringIO(), stderr=StringIO())
        assert importing.run(told, path, Options(reviews=True, as_json=as_json, **options)) == 0
        out = told.stdout.getvalue()
        return json.loads(out) if as_json else out, told.stderr.getvalue()

    return take


def days(env):
    """Return the study day and offset of each review in time order."""
    with open_collection(env) as collection:
        assert verify.verify(collection.store) == []
        return [(row.card, row.day, row.time[-6:]) for row in raw(collection.store)]


def test_a_log_is_imported(take, env, tmp_path):
    """Cards that exist get their history, the others become orphans of a deck named after the file."""
    report, err = take(LOG, zone="UTC")
    backup = tmp_path / "drill_home" / BEFORE
    assert report == {
        "file": "my log.csv",
        "deck": "my-log",
        "dry_run": False,
        "columns": {"card": "card", "rating": "rating", "time": "time", "took": "took_ms"},
        "took_unit": "ms",
        "time_zone": "UTC",
        "day_start": "04:00",
        "rows": 4,
        "imported": 4,
        "skipped": dict.fromkeys(("unreadable", "manual", "crammed", "unlearned", "repeated", "known"), 0),
        "faults": [],
        "cards": 2,
        "new_cards": 1,
        "first_day": "2026-10-01",
        "last_day": "2026-10-03",
        "backup": str(backup),
    }
    assert err == ""
    assert backup.stat().st_mode & 0o777 == 0o600
    assert days(env) == [
        ("my-log/x", "2026-10-01", "+00:00"),
        ("my-log/x", "2026-10-01", "+00:00"),
        ("my-log/x", "2026-10-02", "+00:00"),  # half past three: the study day before
        ("rivers/nile", "2026-10-03", "+00:00"),
    ]


def test_what_it_says(take):
    """What was read, what came of it, what was left out, and where the collection as it was is kept."""
    text, err = take(LOG + "x,0,manual,1\nx,7,2026-10-03T12:00:00Z,1\n", as_json=False)
    assert text.splitlines() == [
        "read           6 lines",
        "imported       4 reviews · 2 cards · 2026-10-01 to 2026-10-03",
        "left out       1 that make no sense · 1 that are no answers",
        "deck           my-log: 1 new card, in no deck file",
        "columns        card, rating, time, took_ms",
        "answer times   in milliseconds",
        "study day      from 04:00, time zone of this computer",
    ]
    assert err.splitlines() == [
        "drill: the times do not say where you were, so the time zone of this computer counts; --tz names another",
        "drill: line 7: '7' is no rating",
        f"the collection as it was: {Path('drill_home').absolute() / BEFORE}",
    ]


def test_importing_twice_changes_nothing(take, env):
    """The second time nothing is written, and the copy stays that from before the first."""
    take(LOG, zone="UTC")
    before = days(env)
    backup = Path("drill_home", BEFORE)
    kept = backup.read_bytes()
    for options in ({"zone": "UTC"}, {"zone": "Asia/Shanghai"}, {"deck": "another"}):
        report, _err = take(LOG, **options)
        assert (report["imported"], report["skipped"]["known"], report["backup"]) == (0, 4, None)
        assert (report["first_day"], report["cards"], report["new_cards"]) == (None, 0, 0)
    text, err = take(LOG, as_json=False, zone="UTC")
    assert "imported       nothing: every review is in the collection\n" in text
    assert "left out       4 in the collection already\n" in text
    assert err == ""
    assert days(env) == before
    assert backup.read_bytes() == kept


def test_a_trial_writes_nothing(take, env):
    """It says what would be imported."""
    report, _err = take(LOG, dry_run=True)
    assert (report["dry_run"], report["imported"], report["cards"], report["backup"]) == (True, 4, 2, None)
    text, err = take(LOG, as_json=False, dry_run=True, zone="UTC")
    assert "would be imported   4 reviews · 2 cards" in text
    assert err == ""
    assert days(env) == []
    assert not Path("drill_home/backups").exists()


def test_the_zone_decides_offset_and_study_day(take, env):
    """In Shanghai half past three in the morning UTC is half past eleven, of the same study day."""
    report, _err = take(LOG, zone="Asia/Shanghai")
    assert (report["time_zone"], report["last_day"]) == ("Asia/Shanghai", "2026-10-03")
    assert [day for _card, day, _offset in days(env)] == ["2026-10-01", "2026-10-01", "2026-10-03", "2026-10-03"]
    assert {offset for _card, _day, offset in days(env)} == {"+08:00"}


def test_the_study_day_may_begin_at_any_minute(take, env):
    """09:00 and 09:10 UTC are the day before where it begins at 10:30."""
    report, _err = take(LOG, zone="UTC", day_start="10:30")
    assert report["day_start"] == "10:30"
    assert [day for _card, day, _offset in days(env)] == ["2026-09-30", "2026-09-30", "2026-10-02", "2026-10-03"]


def test_without_options_the_setting_and_this_computer_decide(take, env, monkeypatch):
    """The study day of the collection, in the local zone; a file that says where each review was needs no notice."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    env = replace(env, variables={**env.variables, "DRILL_ROLLOVER_HOUR": "12"})
    out = replace(env, stdout=StringIO(), stderr=StringIO())
    lines = "x,3,2026-10-03T03:59:00Z\ny,3,2026-10-03T04:00:00Z\n"
    Path("log.csv").write_text(f"card,rating,time\n{lines}", encoding="utf-8")
    importing.run(out, Path("log.csv"), Options(reviews=True, as_json=True))
    assert json.loads(out.stdout.getvalue())["day_start"] == "12:00"
    assert "time zone of this computer" in out.stderr.getvalue()
    assert "no column says how long answers took; --took names one" in out.stderr.getvalue()
    assert days(env) == [("log/x", "2026-10-02", "+08:00"), ("log/y", "2026-10-03", "+08:00")]
    _report, err = take("card,rating,time,took_ms\nz,3,2026-10-04T03:59:00+02:00,1\n", "far.csv")
    assert err == ""
    assert days(env)[-1] == ("far/z", "2026-10-03", "+02:00")


def test_what_drill_exports_comes_back_as_it_was(take, drill, env):
    """Each review is known; where the collection is lost, the same reviews come back on the same study days."""
    drill("study", "rivers", "--limit", "2", stdin="3\n1\n")
    with open_collection(env) as collection:
        rows = list(raw(collection.store))
        before = sorted(row[1:] for row in counted(collection.store))
    text = ",".join(rows[0]._fields) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    assert take(text)[0]["skipped"]["known"] == 2
    Path("drill_home/drill.db").unlink()
    report, _err = take(text)
    assert (report["imported"], report["new_cards"]) == (2, 0)
    with open_collection(env) as collection:
        assert sorted(row[1:] for row in counted(collection.store)) == before


def test_columns_may_be_named(take):
    """Where the heads say nothing."""
    text = "a,b,c,d\nx,3,1790000000,2.5\n"
    report, err = take(text, columns={"card": "a", "rating": "b", "time": "c", "took": "d"}, zone="UTC")
    assert (report["imported"], report["took_unit"], report["columns"]["took"]) == (1, "s", "d")
    assert err == ""
    _report, err = take(text.replace("2.5", "250"), columns={"card": "a", "rating": "b", "time": "c", "took": "d"})
    assert 'drill: it is not sure that "d" is in s; a head such as "d (ms)" would tell\n' in err


def test_many_senseless_lines_are_counted(take):
    """Five are told, the others are counted."""
    report, err = take(LOG + "x,9,2026-10-01T09:00:00Z,1\n" * 7, zone="UTC")
    assert report["skipped"]["unreadable"] == 7
    assert report["faults"][0] == {"line": 6, "reason": "'9' is no rating"}
    assert len(report["faults"]) == 5
    assert err.splitlines()[-1] == "drill: 2 more lines make no sense"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"zone": "Mars/Olympus"}, "--tz Mars/Olympus: unknown time zone"),
        ({"day_start": "half past ten"}, "--day-start half past ten: write a time of day such as 04:00"),
        ({"deck": "a/b"}, '--deck a/b: .* not "/"'),
        ({"columns": {"card": "nope"}}, r"log\.csv: --card nope: there is no such column; the file has card, rating"),
    ],
)
def test_wrong_words_are_refused_in_one_line(env, options, message):
    """With exit code 2; nothing is imported."""
    Path("log.csv").write_text(LOG, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        importing.run(env, Path("log.csv"), Options(**{"reviews": True, **options}))
    assert days(env) == []


def test_a_time_more_than_a_day_ahead_was_misread(take):
    """No review was given then; one an hour ahead comes from a clock that differs."""
    report, _err = take("card,rating,time\nx,3,2026-11-22T10:00:00Z\nx,3,2026-11-23T09:00:01Z\n", zone="UTC")
    assert (report["imported"], report["faults"][0]["line"]) == (1, 3)


def test_a_log_without_a_review_is_refused(take, env):
    """Nothing can be imported from it; why stands above."""
    with pytest.raises(DrillError, match=r"my log\.csv: there is no review in it; nothing was imported"):
        take("card,rating,time\nx,3,tomorrow\n")
    assert days(env) == []


@pytest.mark.parametrize(
    ("file", "given", "deck"),
    [
        ("review_log_josh.csv", None, "review_log_josh"),
        ("My reviews (2026).csv", None, "My-reviews--2026"),
        ("复习记录.csv", None, "复习记录"),
        ("---.csv", None, "import"),
        ("x.csv", "old-notes", "old-notes"),
    ],
)
def test_the_deck_is_named_after_the_file(file, given, deck):
    """As far as its name can be part of a card id."""
    assert importing_reviews.deck_named(Path(file), given) == deck


def test_imported_cards_are_never_asked(take, drill):
    """They stand in no deck; orphans and statistics know them, and undo does not reach them."""
    take(LOG, zone="UTC")
    assert "my-log/x\t3 reviews\t2026-10-02\n" in drill("orphans", at=NOW).out
    assert json.loads(drill("stats", "--json").out)["reviews"] == 4
    assert "my-log" not in drill("due").out
    assert drill("undo").err == "drill: there is nothing to take back\n"
    assert drill("doctor").code == 0


@pytest.mark.skipif(not SHARED.exists(), reason="the shared log is not here")
def test_the_shared_log(take, env):
    """12,580 reviews of 1,205 cards, of which the first were given before 10:30 UTC on the study day's eve."""
    report, err = take(None, str(SHARED), zone="UTC", day_start="10:30")
    assert (report["rows"], report["imported"], report["cards"]) == (12_580, 12_580, 1_205)
    assert not any(report["skipped"].values())
    assert (report["first_day"], report["last_day"]) == ("2024-03-29", "2024-10-06")
    assert err == ""
    with open_collection(env) as collection:
        assert verify.verify(collection.store) == []
        assert sum(1 for _ in counted(collection.store)) == 12_580
    assert take(None, str(SHARED))[0]["skipped"]["known"] == 12_580
