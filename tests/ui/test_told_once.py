"""After a typed answer the right one stands on the screen once, with what else there is to tell."""

from io import StringIO

import pytest
from at_work import at_work, only, shown
from rich.console import Console

from drillcli import look
from drillcli.config import Environment
from drillcli.ui import plain_sitting

WHY = only("num").replace("tolerance: 0.005}", "tolerance: 0.005}\n    why: half and half")
SPELLINGS = only("name").replace("[rotary embedding]", "[rotary embedding, RoPE, RoPE-2d, RoPE of 2d, rotation]")


@pytest.mark.parametrize(
    ("deck", "response", "once", "beside"),
    [
        (WHY, "0.5", "0.60", ("✗ 0.5", "± 0.005", "half and half")),
        (WHY, "", "0.60", ("✗ …", "± 0.005", "half and half")),
        (WHY, "0.60", "0.60", ("✓ 0.60", "± 0.005", "half and half")),
        (WHY, "0.604", "0.60 (", ("✓ 0.604", "0.60 (± 0.005)")),
        (only("name"), "rotary", "rotary embedding", ("✗ rotary",)),
        (only("name"), "rotary embedding", "rotary embedding", ("✓",)),
        (SPELLINGS, "rot embedding", "rotary embedding", ("also: RoPE · RoPE-2d · RoPE of 2d",)),
        (SPELLINGS, "RoPE", "RoPE\n", ("✓ RoPE", "also: rotary embedding · RoPE-2d · RoPE of 2d")),
    ],
)
def test_the_right_answer_is_told_once(
    env: Environment, deck: str, response: str, once: str, beside: tuple[str, ...]
) -> None:
    """In the comparison, or as the answer where one's own was right and is written otherwise."""
    with at_work(env, deck) as screens:
        screens.submit(response)
        lines = [line.strip() for line in shown(screens).splitlines()]
        assert "\n".join(lines[3:]).count(once) == 1
        assert all(any(said in line for line in lines) for said in beside)


@pytest.mark.parametrize(("deck", "response"), [(WHY, "0.5"), (only("name"), "rotary"), (WHY, "0.60")])
def test_line_by_line_too(env: Environment, deck: str, response: str) -> None:
    """A screen reader says the right answer once."""
    right = "0.60" if deck == WHY else "rotary embedding"
    with at_work(env, deck) as screens:
        screens.submit(response)
        console = Console(file=StringIO(), width=80)
        for part in plain_sitting.page(screens):
            console.print(part)
        assert console.file.getvalue().count(right) == 1


@pytest.mark.parametrize("line", ["？", "／?", "、?", "/？", "/?"])
def test_the_keys_of_a_chinese_keyboard(env: Environment, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Full-width keys are keys, and the mark before them is there in Chinese, too."""
    monkeypatch.setattr(look, "is_plain", lambda: True)
    with at_work(env) as screens:
        if len(line) == 2:
            screens.press("b")
            screens.press("b")
            screens.press("b")
            assert screens.is_typing
        plain_sitting.take(screens, line)
        assert screens.trouble == ""
        assert screens.over is not None


def test_full_width_grades_line_by_line(env: Environment) -> None:
    """The digits of a Chinese input method rate, too."""
    with at_work(env) as screens:
        plain_sitting.take(screens, "")
        plain_sitting.take(screens, "４")
        assert [answer.rating for answer in screens.sitting.answered] == [4]
