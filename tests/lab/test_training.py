"""The lab replays a step as it was told to, measures it truly, and warms up without a trace."""

from contextlib import nullcontext

import pytest

torch = pytest.importorskip("torch", reason="the extra `exercise` is not installed")

from lab_cases import Line, a_lab  # noqa: E402

from drillcli.clock import seconds  # noqa: E402
from drillcli.errors import UsageError  # noqa: E402
from drillcli.lab import replay  # noqa: E402
from drillcli.lab.limits import OutOfMemoryError  # noqa: E402
from drillcli.lab.settings import Settings, choose, ways  # noqa: E402
from drillcli.lab.timer import rounded  # noqa: E402
from drillcli.lab.training import Training  # noqa: E402

TUNED = {"threads": 1, "malloc": True, "dtype": "fp32"}


def trained(lab, **how):
    line = Line(lab)
    list(lab.epochs(line.step, 40, **how))
    return line


def test_trying_settings_and_warming_up_leave_no_trace(tmp_path):
    """A run that tried settings ends with the very weights of one that took them as given, dropout included."""
    tried, given = trained(a_lab(tmp_path)), trained(a_lab(tmp_path, tuned=TUNED))
    assert tried.calls > given.calls
    assert torch.equal(tried.weights(), given.weights())


def test_a_seed_decides_the_run(tmp_path):
    """The same seed gives the same weights; another seed gives others."""
    one, same, other = (trained(a_lab(tmp_path, seed=seed, tuned=TUNED)).weights() for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_each_epoch_takes_every_row_once_in_a_new_order(tmp_path):
    """The steps of an epoch share the rows among them without repeating one."""
    line = trained(a_lab(tmp_path, tuned=TUNED))
    first, second = line.rows[-10:-5], line.rows[-5:]
    assert [len(rows) for rows in line.rows[-10:]] == [8] * 10
    for epoch in (first, second):
        assert sorted(row for rows in epoch for row in rows) == list(range(40))
    assert first != second


def test_warming_up_is_not_steady_state(tmp_path):
    """Steps that warm up are as slow as they like: the figures of the report know only the training's own."""
    lab = a_lab(tmp_path)
    line = Line(lab)
    training = lambda: lab.phases.now[-1] == "train"  # noqa: E731
    asleep = []
    line.before = lambda call, rows: None if training() else asleep.append(wait(0.02))
    list(lab.epochs(line.step, 40))
    assert len(asleep) > 3
    assert len(lab.measures.durations) == 10
    assert max(lab.measures.durations) < 0.02
    assert lab.phases.seconds()["warmup"] > sum(asleep)


def wait(duration):
    """Keep the processor busy for a number of seconds, and return how many it took."""
    began = seconds()
    while seconds() - began < duration:
        pass
    return seconds() - began


def test_a_step_of_known_duration_is_timed_to_two_percent(tmp_path):
    """What is reported of a step is within 2 % of what it took by a clock of its own, in the median."""
    lab = a_lab(tmp_path, tuned=TUNED, epochs=4)
    own = []

    def step(rows):
        own.append(wait(0.03))
        return torch.zeros(())

    list(lab.epochs(step, 40))
    ratios = sorted(timed / known for timed, known in zip(lab.measures.durations, own[-20:], strict=True))
    assert ratios[0] >= 1
    assert ratios[10] < 1.02


def test_measure_leaves_its_first_call_out(tmp_path):
    """A function measured five times is called once more before, and that call is not timed."""
    lab = a_lab(tmp_path, quick=True)
    calls = []
    assert lab.measure(lambda: calls.append(wait(0.05 if not calls else 0.001)) or len(calls), 10, 5) == 6
    assert len(lab.measures.durations) == 5
    assert max(lab.measures.durations) < 0.05
    assert lab.samples_per_s == pytest.approx(10 / sorted(lab.measures.durations)[2])


def test_the_schedule_sets_the_rate_of_each_step(tmp_path):
    """A schedule gets the progress of the training and its factor is on the learning rate of that step."""
    line = trained(a_lab(tmp_path, tuned=TUNED), schedule=lambda progress: 1 - progress)
    assert line.rates[-10:] == pytest.approx([0.1 * (1 - step / 10) for step in range(10)])


def test_a_batch_that_does_not_fit_says_which_would(tmp_path):
    """Where memory runs out the error names the largest batch, by halving, that has room."""
    line = Line(lab := a_lab(tmp_path, batch=32, tuned=TUNED))

    def short_of_memory(call, rows):
        if len(rows) > 11:
            raise torch.OutOfMemoryError("CUDA out of memory")

    line.before = short_of_memory
    with pytest.raises(OutOfMemoryError, match="a batch of 32 does not fit the memory; --batch-size 8 fits") as caught:
        list(lab.epochs(line.step, 40))
    assert caught.value.fits == 8


def test_another_fault_is_not_taken_for_memory(tmp_path):
    """A fault of the program stays what it is."""
    line = Line(lab := a_lab(tmp_path, tuned=TUNED))

    def broken(call, rows):
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    line.before = broken
    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        list(lab.epochs(line.step, 40))


def test_a_batch_larger_than_the_data_is_refused(tmp_path):
    """The message says how many rows there are."""
    line = Line(lab := a_lab(tmp_path, batch=41, tuned=TUNED))
    with pytest.raises(UsageError, match="a batch of 41 is more than the 40 rows"):
        list(lab.epochs(line.step, 40))


def test_the_fastest_way_wins_and_a_tie_changes_nothing():
    """Each change is tried on top of the best so far; one that gains less than 8 % is not taken up."""
    start = Settings(threads=2, malloc=True, dtype="fp32")
    costs = {(2, True, "fp32"): 1.0, (2, False, "fp32"): 0.93, (1, True, "fp32"): 0.5, (1, True, "bf16"): 0.6}
    changes = iter([{"malloc": False}, {"threads": 1}, {"dtype": "bf16"}])
    found = choose(start, changes, lambda way: costs[way.threads, way.malloc, way.dtype])
    assert found == Settings(threads=1, malloc=True, dtype="fp32")


def test_recurrent_layers_on_cuda_get_no_bf16_unasked():
    """There bf16 would be fp16 in them, without a loss scale; other networks try it."""
    start, cuda = Settings(threads=2, malloc=True, dtype="tf32"), torch.device("cuda")
    assert list(ways(cuda, start, "auto", None, recurrent=False)) == [{"dtype": "bf16"}]
    assert list(ways(cuda, start, "auto", None, recurrent=True)) == []


def test_what_is_no_number_is_null_in_a_record():
    """JSON has neither NaN nor infinity; what is a number keeps six digits."""
    assert rounded({"loss": [0.123456789, float("nan")], "value": float("inf"), "n": 3}) == {
        "loss": [0.123457, None],
        "value": None,
        "n": 3,
    }


class Recorded:
    """A CUDA graph on the processor: replaying it takes the steps again."""

    def __init__(self, graph, steps):
        self.graph, self.steps = graph, steps

    def replay(self):
        for _ in range(self.steps):
            self.graph.body()


class Event:
    """A device event on the processor."""

    def __init__(self, enable_timing):
        self.at = None

    def record(self):
        self.at = seconds()

    def synchronize(self):
        assert self.at is not None

    def elapsed_time(self, end):
        return 1000 * (end.at - self.at)


class Stream:
    """A stream of the processor, which does one thing after the other anyway."""

    def wait_stream(self, other):
        assert isinstance(other, Stream)


@pytest.fixture
def graphs_of_three(monkeypatch):
    """Graphs of at most three steps, on the processor."""
    monkeypatch.setattr(replay, "STEPS_A_LAUNCH", 3)
    monkeypatch.setattr(replay.Graph, "_recorded", lambda self, steps: Recorded(self, steps))  # noqa: PLW0108 a class is not bound
    for name, fake in {"Event": Event, "Stream": Stream, "current_stream": Stream, "stream": nullcontext}.items():
        monkeypatch.setattr(torch.cuda, name, fake)


@pytest.mark.usefixtures("graphs_of_three")
def test_a_run_by_graphs_tries_settings_and_warms_up_without_a_trace(tmp_path, monkeypatch):
    """Trials of fewer steps than an epoch fit a graph too, and the run ends where one without graphs ends."""
    schedule = lambda progress: 1 - progress  # noqa: E731
    by_step = trained(a_lab(tmp_path, tuned=TUNED), schedule=schedule)
    monkeypatch.setattr(Training, "_can_capture", lambda _self: True)
    by_graph = trained(lab := a_lab(tmp_path), schedule=schedule)
    assert lab.measures.graph_steps == 2
    assert len(lab.measures.durations) == 10
    assert torch.allclose(by_graph.weights(), by_step.weights(), atol=1e-6)


@pytest.mark.usefixtures("graphs_of_three")
def test_steps_replayed_from_a_graph_equal_those_taken_one_by_one(tmp_path):
    """Replaying walks through the same rows at the same rates, many steps a launch and the rest one by one."""
    rates = [1 - step / 10 for step in range(10)]
    batches = torch.randperm(40, generator=torch.Generator().manual_seed(3)).view(5, 8)

    def ends(make):
        torch.manual_seed(5)
        line = Line(a_lab(tmp_path, tuned=TUNED))

        def set_rate(factor):
            line.optimizer.lr = 0.1 * float(factor)

        replayed = make(line, set_rate)
        told = [steps for _ in range(2) for steps, _each, _loss in replayed.epoch(batches)]
        return told, line.weights(), line.rates[-10:]

    def graphs(line, set_rate):
        made = replay.Graph(line.step, torch.device("cpu"), torch.tensor(rates), set_rate, (5, 8))
        made.capture()
        return made

    told, weights, set_to = ends(graphs)
    eager_told, eager_weights, eager_set_to = ends(
        lambda line, set_rate: replay.Eager(line.step, torch.device("cpu"), lambda step: set_rate(rates[step]))
    )
    assert told == [2, 2, 1, 2, 2, 1]
    assert eager_told == [1] * 10
    assert set_to == pytest.approx(eager_set_to)
    assert torch.allclose(weights, eager_weights, atol=1e-6)
