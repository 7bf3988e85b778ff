"""The parts of the program `speech`: the loss, decoding, edit distance, augmentation."""

from itertools import groupby, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

pytest.importorskip("torch", reason="the extra `exercise` is not installed")

import torch

from drillcli.exercises import speech

STRINGS = st.lists(st.integers(0, 9), max_size=8)


@given(STRINGS, STRINGS)
def test_the_edit_distance_is_levenshteins(said, heard):
    assert speech.edits(said, heard) == Levenshtein.distance(said, heard)


def logits(path, frames):
    """Return logits (1, frames, 11) whose likeliest output of each frame is `path`, then 7s."""
    best = [*path, *[7] * (frames - len(path))]
    return torch.nn.functional.one_hot(torch.tensor([best]), 11).float()


@pytest.mark.parametrize(
    ("path", "length", "digits"),
    [
        ([10, 3, 3, 10, 3, 10], 12, [3, 3]),
        ([3, 3, 3, 3], 8, [3]),
        ([1, 2, 10, 10, 2], 9, [1, 2, 2]),  # 9 frames are 5 outputs
        ([1, 2, 10, 10, 2], 8, [1, 2]),
        ([10, 10], 4, []),
    ],
)
def test_repetitions_are_merged_blanks_dropped_padding_left_out(path, length, digits):
    assert speech.decoded(logits(path, 9), torch.tensor([length])) == [digits]


def collapsed(path):
    return tuple(each for each, _ in groupby(path) if each != speech.BLANK)


@pytest.mark.parametrize("said", [(4,), (4, 4), (4, 2)])
def test_the_loss_is_of_all_paths_that_collapse_to_what_is_said(said):
    scores = torch.randn(1, 4, 11, generator=torch.Generator().manual_seed(1))
    chances = scores[0].softmax(-1)
    labels = (*set(said), speech.BLANK)
    total = sum(
        torch.stack([chances[t, each] for t, each in enumerate(path)]).prod()
        for path in product(labels, repeat=4)
        if collapsed(path) == said
    )
    digits = torch.tensor([[*said, *[-1] * (5 - len(said))]])
    loss = speech.ctc(scores, torch.tensor([8]), digits, torch.tensor([len(said)]))
    assert float(loss) == pytest.approx(-float(total.log()) / len(said), rel=1e-4)


def test_a_clip_too_short_for_its_digits_teaches_nothing():
    scores = torch.zeros(1, 4, 11, requires_grad=True)
    loss = speech.ctc(scores, torch.tensor([4]), torch.tensor([[1, 1, 1, 1, 1]]), torch.tensor([5]))
    loss.backward()
    assert float(loss.detach()) == 0
    assert not scores.grad.any()


@pytest.mark.parametrize("frames", [59, 60, 160])
def test_the_frames_are_halved_as_the_lengths_are(frames):
    model = speech.Listener()
    assert model(torch.randn(2, frames, speech.BANDS)).shape == (2, (frames + 1) // 2, 11)
    assert sum(parameter.numel() for parameter in model.parameters()) == 216_971


def test_at_first_everything_is_blank():
    assert speech.decoded(speech.Listener()(torch.randn(3, 60, speech.BANDS)), torch.tensor([60] * 3)) == [[]] * 3


def test_a_disturbed_clip_is_the_clip_shifted_with_parts_silent():
    torch.manual_seed(0)
    frames = torch.arange(1.0, 41).expand(500, 60, 40)
    disturbed = speech.disturbed(frames)
    heard = disturbed != 0
    moved = (disturbed - frames)[heard]
    assert set(moved.tolist()) == {-2.0, -1.0, 0.0, 1.0, 2.0}
    assert 0.75 < heard.float().mean() < 0.95
    assert (~heard.any(1)).sum(1).max() <= 8  # bands
    assert (~heard.any(2)).sum(1).max() <= 10  # moments


def test_the_rate_rises_and_falls():
    assert speech.one_cycle(0) == 0
    assert speech.one_cycle(0.25) == pytest.approx(1)
    assert speech.one_cycle(1) == pytest.approx(0)
