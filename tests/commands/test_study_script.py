"""`drill study` driven by lines: one for each card, an answer on disk for each line."""

from dataclasses import replace
from io import StringIO

import pytest
from collection_cases import BASIC, KINDS, hide_bundled, logged, opened, write_deck
from conftest import NOW

from drillcli.cli import main
from drillcli.clock import date_of
from drillcli.store.verify import verify


@pytest.fixture(autouse=True)
def decks(tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    write_deck(tmp_path)
    write_deck(tmp_path, KINDS, "kinds")


def rows(out):
    return [tuple(line.split("\t")) for line in out.splitlines()]


def cards(out):
    return [row[0] for row in rows(out)]


def sound(env):
    with opened(env) as collection:
        return verify(collection.store) == []


def test_one_line_answers_one_card(drill, env):
    """Each line of stdin is one answer, each answer one line on stdout; at the end of input the code is 0."""
    done = drill("study", "letters", stdin="4\n3\n2\n1\n")
    assert done.code == 0
    assert [row[1] for row in rows(done.out)] == ["4", "3", "2", "1"]
    assert len(set(cards(done.out))) == 4
    assert logged(env.home) == [(card, int(rating)) for card, rating, _due in rows(done.out)]
    assert sound(env)


def test_the_due_date_is_a_date_or_a_time(drill):
    """A card due by the day has a date; one in its steps the local time with its offset."""
    easy, good = rows(drill("study", "letters", stdin="4\n3\n").out)
    assert easy[2] > date_of(NOW.day).isoformat()
    assert len(easy[2]) == len("2026-11-30")
    assert good[2] == "2026-11-22T09:10:00+00:00"


def test_nothing_on_stdin(drill, env):
    """No line, no answer, no error."""
    done = drill("study", "letters", stdin="")
    assert (done.code, done.out) == (0, "")
    assert logged(env.home) == []


def test_lines_beyond_the_last_card_are_left(drill):
    """When no card is left the sitting ends, whatever else stands in the script."""
    done = drill("study", "letters", stdin="4\n" * 50)
    assert done.code == 0
    assert len(rows(done.out)) == 6
    assert drill("study", "letters", stdin="4\n").out == ""


def test_the_last_line_may_lack_its_end(drill):
    """A script that does not end in a line break; blanks around a rating do no harm."""
    assert [row[1] for row in rows(drill("study", "letters", stdin=" 4 \r\n3").out)] == ["4", "3"]


@pytest.mark.parametrize("line", ["5", "0", "good", "", "3 4", "３", "-1", "3.0"])
def test_a_bad_rating_is_refused(drill, env, line):
    """Exit 2 with one line that names the card and the line; what was answered before it stays, nothing after it."""
    done = drill("study", "letters", stdin=f"4\n3\n{line}\n4\n")
    assert done.code == 2
    assert len(rows(done.out)) == 2
    assert len(logged(env.home)) == 2
    last = done.err.splitlines()[-1]
    assert f": {line!r} is not a rating; write 1 (Again), 2 (Hard), 3 (Good) or 4 (Easy)" in last
    assert last.startswith("drill: letters/")
    assert sound(env)


RIGHT = {
    "kinds/name": "rope",
    "kinds/chain": "collect > clean > split > train",
    "kinds/sum": "0.6",
    "kinds/which": "green",
}


@pytest.mark.parametrize(
    ("answers", "rating", "judged"),
    [
        (RIGHT, "3", "right\n"),
        (dict.fromkeys(RIGHT, "no idea"), "1", "wrong: "),
        (dict.fromkeys(RIGHT, ""), "1", "wrong: "),
    ],
)
def test_self_grading_cards(drill, tmp_path, answers, rating, judged):
    """Typed, choice, order and numeric cards take a response: right is Good, anything else is Again, never an error."""
    for card, response in answers.items():
        deck = write_one(tmp_path, card)
        done = drill("study", deck, stdin=f"{response}\n")
        assert rows(done.out)[0][:2] == (card.replace("kinds", deck), rating)
        assert judged in done.err
        assert done.code == 0


def write_one(folder, card):
    """Write a deck that has only one note of the deck of kinds; return its name."""
    name = card.partition("/")[2]
    note = next(line for line in KINDS.splitlines() if f"id: {name}," in line)
    write_deck(folder, f"title: One\nnotes:\n{note}\n", f"one-{name}")
    return f"one-{name}"


def test_what_is_asked_stands_on_stderr(drill, tmp_path):
    """The front and the numbered options go to stderr; stdout has answers only."""
    name = write_one(tmp_path, "kinds/which")
    done = drill("study", name, "--seed", "3", stdin="")
    assert done.out == ""
    lines = done.err.splitlines()
    assert lines[0] == f"[{name}/which] Which?"
    assert sorted(line.partition(". ")[2] for line in lines[1:]) == ["black", "blue", "green", "red"]


def test_choices_by_number_follow_the_seed(drill, tmp_path):
    """The number means the option as shown, and the same seed shows the same."""
    name = write_one(tmp_path, "kinds/which")
    shown = drill("study", name, "--seed", "3", stdin="").err.splitlines()[1:]
    number = next(line.split(".")[0].strip() for line in shown if "green" in line)
    assert drill("study", name, "--seed", "3", "--cram", stdin=f"{number}\n").err.endswith("right\n")
    wrong = str(int(number) % 4 + 1)
    assert "wrong: green" in drill("study", name, "--seed", "3", "--cram", stdin=f"{wrong}\n").err


def test_typing_with_a_script(drill):
    """With `--type` a basic card takes its answer instead of a rating."""
    done = drill("study", "letters", "--type", "--tag", "a", stdin="a!\nnothing\n")
    assert [row[1] for row in rows(done.out)] == ["3", "1"]
    assert done.code == 0


def test_the_limit_counts_answers(drill):
    """A card that comes again counts again."""
    done = drill("study", "letters", "--limit", "2", "--new", "1", stdin="1\n" * 9)
    assert cards(done.out) == [cards(done.out)[0]] * 2


def test_new_cards(drill):
    """`--new` says how many; 0 is none."""
    assert drill("study", "letters", "--new", "0", stdin="4\n" * 9).out == ""
    assert len(rows(drill("study", "letters", "--new", "4", stdin="4\n" * 9).out)) == 4


def test_tags(drill):
    """Only cards with the tag; an unknown tag is a wrong use."""
    assert cards(drill("study", "--tag", "d", stdin="4\n" * 9).out) == ["letters/d"]
    done = drill("study", "letters", "--tag", "zzz", stdin="4\n")
    assert (done.code, done.out, done.err) == (2, "", "drill: no card has the tag zzz\n")


def test_cram_changes_no_schedule(drill, env):
    """Answers are logged as practice; counts, dates and reviews stay as they were."""
    drill("study", "letters", stdin="4\n1\n3\n")
    before = drill("due", "--json").out
    done = drill("study", "letters", "--cram", "--limit", "20", stdin="1\n4\n2\n3\n" * 5)
    assert {row[0] for row in rows(done.out)} == {f"letters/{name}" for name in "abcdef"}
    assert all(row[2] == "-" or row[2] >= "2026-11-22" for row in rows(done.out))
    assert drill("due", "--json").out == before
    assert sound(env)


def test_a_seed_fixes_the_order(drill, env, tmp_path):
    """The same seed on the same data asks the same cards."""
    orders = [
        cards(drill("study", "--cram", "--seed", seed, stdin="4\n" * 30).out) or pytest.fail("nothing asked")
        for seed in ("7", "7", "8")
    ]
    assert orders[0] == orders[1] != orders[2]


def test_two_machines_do_the_same(drill, tmp_path):
    """Another collection, told the same on the same day, gives the same answers and dates."""
    outs = [drill("study", "letters", "--home", home, stdin="3\n4\n2\n1\n" * 5).out for home in ("one", "two")]
    assert outs[0] == outs[1]


def test_siblings_are_not_asked_in_a_row(drill):
    """The gaps of one cloze have other cards between them."""
    order = cards(drill("study", "--new", "20", "--seed", "4", stdin="4\n" * 3 + "x\n" * 40).out)
    gaps = [at for at, card in enumerate(order) if card.startswith("kinds/gaps")]
    assert not gaps or len(gaps) == 1 or gaps[1] - gaps[0] > 1


def test_a_card_comes_back_by_learning_ahead(drill):
    """Again and Good of a new card bring it back in the same sitting; the day after next it is a review."""
    done = drill("study", "letters", "--new", "1", stdin="1\n3\n3\n3\n")
    assert cards(done.out) == ["letters/a"] * 3
    assert done.out.splitlines()[-1].count("T") == 0


def test_the_next_days_reviews(drill, clock, env):
    """Three days of study: what was promised comes on its day, before new cards, and nothing comes early."""
    promised = {row[0]: row[2] for row in rows(drill("study", "letters", "--new", "3", stdin="4\n" * 3).out)}
    for _ in range(40):
        clock.advance(days=1)
        today = date_of(clock().day).isoformat()
        asked = cards(drill("study", "letters", "--new", "0", stdin="3\n" * 9).out)
        assert sorted(asked) == sorted(card for card, due in promised.items() if due == today)
        for card in asked:
            del promised[card]
        if not promised:
            break
    assert promised == {}
    assert sound(env)


def test_due_comes_before_new(drill, clock):
    """The first card of a day with reviews is a review."""
    (first,) = cards(drill("study", "letters", "--new", "1", stdin="4\n").out)
    clock.advance(days=30)
    assert cards(drill("study", "letters", stdin="4\n4\n").out)[0] == first


def test_daily_limits(drill, clock):
    """The settings bound a day: new cards, and reviews."""
    drill("config", "new_per_day", "2")
    assert len(rows(drill("study", "letters", stdin="4\n" * 9).out)) == 2
    assert drill("study", "letters", stdin="4\n" * 9).out == ""
    assert drill("study", "letters", "--new", "1", stdin="4\n" * 9).out.count("\n") == 1
    clock.advance(days=30)
    drill("config", "reviews_per_day", "1")
    drill("config", "new_per_day", "0")
    assert len(rows(drill("study", "letters", stdin="4\n" * 9).out)) == 1
    assert drill("study", "letters", stdin="4\n" * 9).out == ""


def test_ahead(drill):
    """What is due within some days can be reviewed today."""
    drill("study", "letters", stdin="4\n" * 6)
    assert drill("study", "letters", stdin="4\n" * 9).out == ""
    assert len(rows(drill("study", "letters", "--ahead", "30", stdin="4\n" * 9).out)) == 6


def test_the_clock_set_back(drill, clock, env):
    """A notice on stderr; answers go on just after the newest one, in order, none lost."""
    drill("study", "letters", stdin="4\n4\n")
    clock.advance(minutes=-90)
    done = drill("study", "letters", stdin="4\n3\n")
    assert "drill: the clock stands 90 minutes before your last answer; new answers are kept just after it" in done.err
    assert len(rows(done.out)) == 2
    with opened(env) as collection:
        keys = [ms for (ms,) in collection.store.connection.execute("SELECT at_ms FROM revlog ORDER BY at_ms")]
    assert len(set(keys)) == 4
    assert keys[2:] == [keys[1] + 1, keys[1] + 2]


def test_a_small_step_back_is_no_news(drill, clock):
    """A clock that the network sets by a second causes no word."""
    drill("study", "letters", stdin="4\n")
    clock.advance(minutes=-1)
    assert "the clock" not in drill("study", "letters", stdin="4\n").err


def test_chinese(drill, tmp_path):
    """Fronts, verdicts and refusals follow the language."""
    write = "title: T\nnotes:\n  - {id: a, q: {en: Which?, zh: 哪个？}, accept: {en: [x], zh: [甲]}}\n"
    write_deck(tmp_path, write, "two")
    done = drill("study", "two", "--lang", "zh", stdin="甲\n")
    assert "[two/a] 哪个？" in done.err
    assert rows(done.out)[0][1] == "3"
    assert done.code == 0


def test_unknown_decks_and_broken_ones(drill, tmp_path):
    """Named on the command line they are refused before anything is asked; unnamed broken ones are left out."""
    assert "did you mean" in drill("study", "leters", stdin="4\n").err
    write_deck(tmp_path, "title: [", "broken")
    done = drill("study", "broken", stdin="4\n")
    assert done.code == 1
    assert "broken.yaml:1:" in done.err
    done = drill("study", stdin="4\n")
    assert "broken.yaml:1:" in done.err
    assert "the deck is left out" in done.err
    assert len(rows(done.out)) == 1


def test_lines_may_come_from_anything(env, tmp_path):
    """A sitting in memory, as a program that embeds drill would drive it."""
    out = StringIO()
    world = replace(env, stdin=StringIO("4\n"), stdout=out)
    assert main(["study", "letters"], world) == 0
    assert cards(out.getvalue()) == ["letters/a"]
    assert BASIC.count("id:") == 6


def test_nothing_to_ask(drill):
    """When nothing is due stdout stays empty, and stderr says when the next card comes and what can be done."""
    drill("study", "letters", "--new", "0")
    done = drill("study", "letters", "--new", "0", stdin="3\n")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("Nothing to study now.\n")
    assert "drill study letters --new " in done.err
