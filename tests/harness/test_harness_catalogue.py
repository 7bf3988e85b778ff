"""The catalogue: programs are found by listing files and read without being run."""

import sys

import pytest
from exercise_cases import ABOUT, Toy

from drillcli.errors import DrillError
from drillcli.harness import catalogue


@pytest.fixture
def toy(tmp_path, monkeypatch):
    return Toy(tmp_path, monkeypatch)


def write(toy, source, name="toy.py"):
    (toy.folder / name).write_text(source, encoding="utf-8")


def test_the_name_of_a_program_is_that_of_its_file(toy):
    """Underscores become hyphens; a file with one in front is no program."""
    write(toy, f"import nowhere\n{ABOUT}", "lr_schedule.py")
    assert list(catalogue.files()) == ["lr-schedule", "toy"]
    assert [program.slug for program in catalogue.programs()] == ["lr-schedule", "toy"]


def test_a_program_is_read_not_run(toy):
    """The module is never imported: what it would do does not happen."""
    write(toy, f"{ABOUT}\nraise SystemExit('it was run')\n")
    program = catalogue.find("toy")
    assert (program.title["zh"], program.seconds, program.metrics["error"]) == ("玩具", 1, "lower")
    assert program.data == {"digits": {"accuracy": 0.9}, "fashion": {}}
    assert program.code.startswith("ABOUT = {")
    assert "toy" not in sys.modules


def test_an_unknown_name_is_answered_with_the_nearest(toy):
    """Or with the way to the list."""
    with pytest.raises(DrillError, match='unknown exercise "tyo"; did you mean "toy"'):
        catalogue.find("tyo")
    with pytest.raises(DrillError, match=r'unknown exercise "chess"; `drill exercise` lists them'):
        catalogue.find("chess")


def test_what_is_missing_and_how_it_is_installed(toy):
    """What the extra brings is installed by it, anything else by its own name."""
    write(toy, ABOUT.replace('["json"]', '["json", "no_such_package"]'))
    program = catalogue.find("toy")
    assert program.missing == ["no_such_package"]
    assert program.remedy == "pip install no-such-package"
    assert catalogue.install(["torch", "sklearn"]) == "pip install 'drillcli[exercise]'"
    assert catalogue.install([]) == ""


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1\n", "1: there is no ABOUT"),
        ("\nABOUT = dict(title=1)\n", "2: ABOUT must be a literal dict"),
        ("ABOUT = 3\n", "1: ABOUT must be a literal dict"),
        ("ABOUT = {\n", "1: '{' was never closed"),
        (ABOUT.replace('"epochs": 2', '"epochs": "2"'), "1: ABOUT has no 'epochs', or not as it should be"),
        (ABOUT.replace(', "zh": "玩具"', ""), "1: 'title' of ABOUT must be written in en and zh"),
        (
            ABOUT.replace('"higher"', '"better"'),
            "1: 'metrics' of ABOUT must say of each metric whether higher or lower",
        ),
        (ABOUT.replace('"digits": {"acc', '"digits": {"x'), "1: 'data' of ABOUT must map each data set to targets"),
    ],
)
def test_a_broken_about_is_one_line(toy, source, said):
    """With file and line; the other programs can still be found."""
    write(toy, source, "broken.py")
    with pytest.raises(DrillError) as refused:
        catalogue.programs()
    assert str(refused.value).startswith(f"{toy.folder / 'broken.py'}:{said}")
    assert "\n" not in str(refused.value)
    assert catalogue.find("toy").slug == "toy"


def test_the_programs_that_ship_are_in_order():
    """Every bundled program has an ABOUT that makes sense."""
    assert [program.slug for program in catalogue.programs()] == list(catalogue.files())
