"""Sound files of every kind, to be mutated: those of the repository, and what `drill export` makes of them."""

import sqlite3
import sys
from contextlib import closing
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path += [str(HERE.parent / "importers" / "apkg"), str(HERE.parent / "exporters"), str(HERE.parent)]

from export_cases import EVERY_KIND  # noqa: E402
from package_cases import CLOZE, GENERATIONS, NOW_MS, REVERSED, TYPED, Content, OfCard, OfNote, basic, package  # noqa: E402

from drillcli.scheduler import model  # noqa: E402
from drillcli.store.exchange import ActFact, ReviewFact  # noqa: E402
from drillcli.store.exchange_state import Exam, Fitted, InForce, Setting, State  # noqa: E402
from drillcli.store.history import ActKind  # noqa: E402
from drillcli.sync.lines import line  # noqa: E402
from drillcli.sync.state import write  # noqa: E402

MARKDOWN = """\
---
name = "Sample"
---

Q: What is $\\frac{a}{b}$?
A: A **fraction**; see ![](a.png)

C: The [order] of a group is [the cardinality] of its set.

T: Term
D: Definition

# Heading #tag

Front::Back

A ==highlight== and {{c1::gap}}

| q | a |
|---|---|
| one | two |
"""
TABLE = "#separator:tab\n#html:true\n#guid column:1\n#deck column:2\n#tags column:5\nabc\tA::B\t<b>q</b>\ta\tt u\n"
_DAYS = [(n, 1_790_000_000_000 + n * 86_400_000) for n in range(40)]
LOG = "card,rating,time,took_ms\n" + "".join(f"c{n % 5},{n % 4 + 1},{ms},{n}\n" for n, ms in _DAYS)
ANKI_LOG = "id,cid,usn,ease,ivl,lastIvl,factor,time,type\n" + "".join(
    f"{ms},{n % 3},0,{n % 5},{n},1,2500,900,{n % 4}\n" for n, ms in _DAYS
)
DOCUMENT = """\
# 面试题

**Q1. 什么是学习率？**

答：步长。

1. What is F1?
   A. mean
   B. harmonic mean

   Answer: B

```python
x = 1
```
"""


def files(*patterns: str) -> list[bytes]:
    """Return the files of the repository that match, none of them large."""
    found = sorted(path for pattern in patterns for path in ROOT.glob(pattern))
    return [path.read_bytes()[: 24 << 10] for path in found]


def decks(_folder: Path) -> list[bytes]:
    """Return deck files: the beginnings of the bundled ones, and one with every kind of note."""
    whole = (data.rpartition(b"\n  - id:")[0] + b"\n" for data in files("decks/*.yaml"))
    return [EVERY_KIND.encode(), *(data[:6000].rpartition(b"\n  - id:")[0] + b"\n" for data in whole)]


def packages(folder: Path) -> list[bytes]:
    """Return packages of each generation, and one of ours."""
    log = [(NOW_MS + n * 86_400_000, n % 4 + 1, 1, 2500, 1000, n % 4) for n in range(4)]
    notes = [
        basic(
            "[latex]x^2[/latex] <img src='a.png'>", "a<br>[sound:a.mp3]", cards=[OfCard(log=log, flags=1)], tags=" t "
        ),
        OfNote(REVERSED, ("f", "b"), (OfCard(), OfCard(1, queue=-1))),
        OfNote(TYPED, ("<div>f</div>", "b &amp; c")),
        OfNote(CLOZE, ("{{c1::a}} and {{c2::b::hint}} {{c1::\\(x\\)}}", "more"), (OfCard(), OfCard(1))),
    ]
    content, media = Content(notes, {1: "Default", 2: "A::B"}), {"a.png": b"\x89PNG"}
    made = [package(folder / f"{generation}.apkg", content, generation, media) for generation in GENERATIONS]
    return [*(path.read_bytes() for path in made), exported(".apkg")]


@cache
def exported(suffix: str) -> bytes:
    """Return what `drill export` makes of a deck."""
    from tempfile import TemporaryDirectory

    from subjects import drill

    with TemporaryDirectory(prefix="drill-fuzz-") as name:
        folder = Path(name)
        (folder / "every.yaml").write_text(EVERY_KIND, "utf-8")
        code, out = drill(folder, folder / "home", "export", "./every.yaml", f"x{suffix}")
        assert code == 0, out
        return (folder / f"x{suffix}").read_bytes()


def tables(_folder: Path) -> list[bytes]:
    """Return tables of cards."""
    plain = b'Question;Answer;Tags;Deck\nq1;a1;x;D\n"two\nlines";a2;;D\n'
    return [exported(".csv"), exported(".tsv"), TABLE.encode(), plain]


def markdown(_folder: Path) -> list[bytes]:
    """Return Markdown with cards."""
    return [exported(".md"), MARKDOWN.encode(), DOCUMENT.encode()]


def jsons(_folder: Path) -> list[bytes]:
    """Return JSON with cards."""
    plain = b'[{"front": "q", "back": "a", "tags": ["x"]}, {"question": "q2", "answer": "a2"}]'
    return [exported(".json"), plain, b'{"q": "a", "a": "b"}\n{"q": "c", "a": "d"}\n']


def sync_lines(_folder: Path) -> list[bytes]:
    """Return lines of a segment, one of each kind of row."""
    review = ReviewFact("d/n#p", NOW_MS, 3, 900, 480, 20_700, 0, 1440)
    acts = [ActFact(NOW_MS + kind, kind, "d/n", None, None, 0, 20_700) for kind in ActKind]
    others = {ActKind.UNDO: {"other": NOW_MS, "other_device": "0" * 32}, ActKind.TAKE_OVER: {"other": "d/m"}}
    facts = [review, *(act._replace(**others.get(ActKind(act.kind), {})) for act in acts)]
    return [f"{line(fact)}\n".encode() for fact in facts] + ["".join(f"{line(fact)}\n" for fact in facts).encode()]


def sync_states(_folder: Path) -> list[bytes]:
    """Return the file of what is small and changes."""
    fitted = Fitted("fsrs6", tuple(model("fsrs6").parameters), 5, ("d",), "{}")
    chosen = {("", "fsrs6"): InForce(6, "fsrs6", fitted)}
    exams = {(20_800, ("d",)): Exam(7, 20.0, ("d",))}
    return [write(State({"lang": Setting(5, "zh")}, frozenset([fitted]), chosen, exams)).encode()]


def reviews(_folder: Path) -> list[bytes]:
    """Return logs of reviews."""
    return [LOG.encode(), ANKI_LOG.encode()]


def documents(_folder: Path) -> list[bytes]:
    """Return documents with questions and answers."""
    own = files("tests/extract/samples/*.md", "tests/extract/samples/*.txt", "../shared/documents/*.txt")
    return [DOCUMENT.encode(), *own]


def hashcards(folder: Path) -> list[bytes]:
    """Return a database of hashcards, and write the cards that it belongs to."""
    (folder / "cards.md").write_text(MARKDOWN, "utf-8")
    return [
        database(
            folder / "made-hashcards.db",
            """create table cards (card_hash text primary key, added_at text not null) strict;
            create table reviews (review_id integer primary key, session_id integer, card_hash text, reviewed_at text,
                grade text, stability real, difficulty real, due_date text) strict;
            create table rejected_cards (card_hash text);
            insert into rejected_cards values ('y');
            insert into reviews values (null, 1, 'x', '2026-02-03T04:05:06.789', 'good', 1, 5, '2026-02-05'),
                (null, 1, 'y', '2026-02-03T04:05:06+00:00', 'forgot', 1, 5, '2026-02-03');""",
        )
    ]


def repeater(folder: Path) -> list[bytes]:
    """Return a database of repeater, and write the cards that it belongs to."""
    from drillcli.importers.repeater import card_hash

    (folder / "cards.md").write_text(MARKDOWN, "utf-8")
    known = card_hash("C: The [order] of a group is [the cardinality] of its set.")
    return [
        database(
            folder / "made-cards.db",
            f"""create table _sqlx_migrations (version integer primary key, description text);
            create table cards (card_hash text primary key, added_at text, last_reviewed_at text, stability real,
                difficulty real, interval_raw real, interval_days integer, due_date text, review_count integer);
            create table drill_reviews (review_id text primary key, card_hash text, state text, review_result text,
                marked_at text, interval_raw real);
            insert into cards values ('{known}', '', '2026-02-03T04:05:06.789+00:00', 1, 5, 2.5, 3, '', 3);
            insert into drill_reviews values ('1', '{known}', 'marked', 'pass', '2026-01-03T04:05:06+00:00', 1.5);""",  # noqa: S608 our own text
        )
    ]


def database(path: Path, script: str) -> bytes:
    """Return a new database."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return path.read_bytes()


def anything(folder: Path) -> list[bytes]:
    """Return a few files of all kinds that can be imported."""
    return [*packages(folder), *tables(folder), *markdown(folder), *jsons(folder)]
