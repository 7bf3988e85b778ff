"""What comparing sounds with stored words reaches in recognising strings of digits: the way before networks.

One-pass dynamic programming over all words at once (Vintsyuk 1971; Ney 1984, "The use of a one-stage dynamic
programming algorithm for connected word recognition").
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

STRIDE = 2
"""Every second frame is compared: 20 ms apart words still tell from each other, in a quarter of the time."""
LENGTH = 12
"""Frames of a template, STRIDE apart. A word may take from half of this to any multiple of it."""
_BASE = 11
_FAR = 1e9


def nearest_strings(train: tuple[Any, ...], test: tuple[Any, ...]) -> list[list[int]]:
    """Return the digits heard in each clip of `test`, by the nearest row of the mean words of `train`.

    Rows are as drillcli.lab.datasets.speech returns them; only clips of one digit become templates.
    """
    words, quiet = templates(*(part.cpu() for part in train))
    frames, lengths = test[:2]
    words, quiet = words.to(frames.device), quiet.to(frames.device)
    codes = _match(frames[:, ::STRIDE].float(), (lengths - 1) // STRIDE, words, quiet)
    return [_digits(code) for code in codes.tolist()]


def templates(
    frames: Tensor, lengths: Tensor, mandarin: Tensor, digits: Tensor, counts: Tensor
) -> tuple[Tensor, Tensor]:
    """Return the mean word (20, LENGTH, BANDS) of each language's digits, English first, and the mean quiet (BANDS)."""
    bands = frames.shape[2]
    sums, heard = torch.zeros(20, bands, LENGTH), torch.zeros(20, 1, 1)
    quiet: list[Tensor] = []
    for row in (counts == 1).nonzero().flatten().tolist():
        clip = frames[row, : lengths[row]].float()
        energy = clip.mean(1)
        loud = (energy > (energy.min() + energy.max()) / 2).nonzero().flatten()
        first, last = int(loud[0]), int(loud[-1]) + 1
        word = 10 * int(mandarin[row]) + int(digits[row, 0])
        sums[word] += F.interpolate(clip[None, first:last].transpose(1, 2), LENGTH, mode="linear")[0]
        heard[word] += 1
        quiet += [clip[: max(0, first - 3)], clip[last + 3 :]]
    return (sums / heard.clamp(min=1)).transpose(1, 2), torch.cat(quiet).mean(0)


def _match(frames: Tensor, last: Tensor, words: Tensor, quiet: Tensor) -> Tensor:
    """Return for each clip (n, T, BANDS) that ends with frame `last` (n,) the best string of words as a code (n,).

    The state after a frame is where in which word the speech is. It moves on by 0, 1 or 2 frames of the word, or from
    the end of the best word (or from quiet) into a new one. Each state carries its cost and its string so far, which
    is a number with a digit in base 11 a word, 0 for none.
    """
    n, (count, length, _bands) = len(frames), words.shape
    digit = torch.arange(count, device=frames.device) % 10 + 1
    flat = words.flatten(0, 1)
    inside = frames.new_full((n, count, length), _FAR), last.new_zeros(n, count, length)
    pause = outside = frames.new_zeros(n), last.new_zeros(n)
    answer = last.new_zeros(n)
    for moment, frame in enumerate(frames.unbind(1)):
        entry = [part[:, None, None].expand(n, count, 2) for part in outside]
        cost, code = (torch.cat(pair, 2) for pair in zip(entry, inside, strict=True))
        cost, code = _least([(cost[..., 2 - k : 2 - k + length], code[..., 2 - k : 2 - k + length]) for k in range(3)])
        inside = cost + _distance(frame, flat).view(n, count, length), code
        cost, code = _least([outside, pause])
        pause = cost + _distance(frame, quiet[None])[:, 0], code
        ends = inside[0][..., -1], inside[1][..., -1] * _BASE + digit
        outside = _least([pause, *zip(ends[0].unbind(1), ends[1].unbind(1), strict=True)])
        answer = torch.where(last == moment, outside[1], answer)
    return answer


def _distance(frame: Tensor, words: Tensor) -> Tensor:
    """Return squared distances of frames (n, BANDS) from others (m, BANDS), (n, m), less what is the same for all m."""
    return words.square().sum(1) - 2 * frame @ words.T


def _least(ways: list[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    """Return cost and code of the cheapest way, elementwise; of equals the first."""
    costs, codes = (torch.stack(part) for part in zip(*ways, strict=True))
    cost, way = costs.min(0)
    return cost, codes.gather(0, way[None])[0]


def _digits(code: int) -> list[int]:
    """Return the digits of a string from its code."""
    return [*_digits(code // _BASE), code % _BASE - 1] if code > 0 else []
