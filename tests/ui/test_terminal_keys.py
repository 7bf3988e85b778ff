"""From keys to a screen: what prompt_toolkit is asked to do."""

import signal
from collections.abc import Callable, Iterator

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from drillcli.ui import keys


class Sink(DummyOutput):
    """A terminal of a given size that shows nothing."""

    def __init__(self, width: int, height: int) -> None:
        self.size = Size(rows=height, columns=width)

    def get_size(self) -> Size:
        return self.size


class Script:
    """A screen that notes what it was told, and is done at `q`."""

    def __init__(self) -> None:
        self.is_done = False
        self.wants_terminal = False
        self.is_typing = False
        self.typed_at = (1, 4)
        self.told: list[str] = []
        self.sizes: set[tuple[int, int]] = set()
        self.crash: Exception | None = None

    @property
    def line_of(self) -> str:
        return "card" if self.is_typing else ""

    def draw(self, width: int, height: int) -> str:
        self.sizes.add((width, height))
        if "draw" in self.told and self.crash:
            raise self.crash
        return "text\n" * height

    def press(self, key: str) -> None:
        self.told.append({"d": "draw"}.get(key, key))
        if key == "x" and self.crash:
            raise self.crash
        self.is_done = key == "q"
        self.is_typing = key == "t" or (self.is_typing and key == "up")
        self.wants_terminal = key == "e"

    def submit(self, response: str) -> None:
        self.told.append(f"line {response}")
        self.is_typing = False

    def use_terminal(self) -> None:
        self.told.append("lent")
        self.wants_terminal = False


@pytest.fixture
def source() -> Iterator[PipeInput]:
    with create_pipe_input() as made:
        yield made


@pytest.fixture
def told(source: PipeInput) -> Callable[..., list[str]]:
    """Send keys and return what the screen was told."""

    def send(text: str, *, is_typing: bool = False, size: tuple[int, int] = (80, 24)) -> list[str]:
        screen = Script()
        screen.is_typing = is_typing
        source.send_text(text)
        keys.run(screen, source, Sink(*size))
        assert all(width >= 20 and height >= 6 for width, height in screen.sizes)
        return screen.told

    return send


def test_keys_have_names_and_characters_are_themselves(told: Callable[..., list[str]]):
    """Enter is the same whether the terminal sends CR or, from before it was made ours, LF."""
    assert told("3 !中\r\n\x1b[A\x1b[B\x1b[5~\x1b[6~q") == (
        ["3", " ", "!", "中", "enter", "enter", "up", "down", "pageup", "pagedown", "q"]
    )


def test_letters_go_into_the_line_while_one_is_typed(told: Callable[..., list[str]]):
    """Chinese included, edited as anywhere; arrows scroll; the line is handed over by Enter."""
    assert told("旋转编马\x7f码q\x1b[A\rq", is_typing=True) == ["up", "line 旋转编码q", "q"]


def test_each_line_begins_empty(told: Callable[..., list[str]]):
    """What was typed before is gone."""
    assert told("one\rttwo\rtthree\rq", is_typing=True) == ["line one", "t", "line two", "t", "line three", "q"]


def test_pasted_text_is_one_line_or_nothing(told: Callable[..., list[str]]):
    """On the line its line ends are spaces; as keys it could do anything, so it does nothing."""
    assert told("\x1b[200~two\r\nlines \x1b[201~\rq", is_typing=True) == ["line two lines", "q"]
    assert told("\x1b[200~uuq!\x1b[201~q") == ["q"]


def test_escape_leaves_the_line(source: PipeInput):
    """A key of its own, once it is sure that no other key begins with it; what was typed is gone."""
    screen = Script()
    screen.is_typing = True
    press = screen.press
    screen.press = lambda key: (press(key), source.send_text("tnew\rq" if key == "escape" else ""))
    source.send_text("old\x1b")
    keys.run(screen, source, Sink(80, 24))
    assert screen.told == ["escape", "t", "line new", "q"]


def test_ctrl_c_interrupts_and_ctrl_d_leaves(source: PipeInput, told: Callable[..., list[str]]):
    """Ctrl-D leaves a line that has text alone, as shells do."""
    assert told("\x04") == []
    assert told("ab\x02\x04\rq", is_typing=True) == ["line a", "q"]
    for is_typing in (False, True):
        with pytest.raises(KeyboardInterrupt):
            told("a\x03", is_typing=is_typing)


def test_what_wants_the_terminal_gets_it(source: PipeInput):
    """Keys pressed before that are no keys of the sitting; those after it are."""
    screen = Script()
    use = screen.use_terminal
    screen.use_terminal = lambda: (use(), source.send_text("q"))
    source.send_text("e3")
    keys.run(screen, source, Sink(80, 24))
    assert screen.told == ["e", "lent", "q"]


def test_what_has_the_terminal_can_be_stopped(source: PipeInput):
    """A Ctrl-Z in an editor stops drill with it: else the shell waits for drill, and drill for the editor."""
    screen, heeded = Script(), []

    def use() -> None:
        heeded.append(signal.getsignal(signal.SIGTSTP))
        screen.wants_terminal = False
        source.send_text("aq")

    press = screen.press
    screen.use_terminal = use
    screen.press = lambda key: (heeded.append(signal.getsignal(signal.SIGTSTP)), press(key))
    source.send_text("e")
    keys.run(screen, source, Sink(80, 24))
    assert [handler is signal.SIG_DFL for handler in heeded] == [False, True, False, False]
    assert signal.getsignal(signal.SIGTSTP) is signal.SIG_DFL


@pytest.mark.parametrize("key", ["x", "d"])
def test_a_crash_ends_the_run_and_is_raised(source: PipeInput, key: str):
    """Whether a key or the drawing fails: nobody is asked to press Enter, nothing goes on half broken."""
    screen = Script()
    screen.crash = RuntimeError("a bug")
    source.send_text(key)
    with pytest.raises(RuntimeError, match="a bug"):
        keys.run(screen, source, Sink(80, 24))


@pytest.mark.parametrize("size", [(80, 24), (20, 6), (19, 5), (3, 1)])
def test_any_size_of_terminal_will_do(told: Callable[..., list[str]], size: tuple[int, int]):
    """What is drawn is never asked for smaller than 20 x 6; the terminal cuts it."""
    assert told("a\rq", is_typing=True, size=size) == ["line a", "q"]


def test_a_terminal_that_has_gone_ends_the_run(source: PipeInput):
    """Nothing more can be read."""
    source.close()
    with pytest.raises((EOFError, OSError)):
        keys.run(Script(), source, Sink(80, 24))
