"""Write down the digits that voices never heard before say in English and Mandarin, amid noise."""

from math import cos, pi

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from drillcli.lab import Lab
from drillcli.lab.templates import nearest_strings

ABOUT = {
    "title": {"en": "Spoken digits: convolutions, an LSTM, CTC", "zh": "口语数字：卷积、LSTM 与 CTC"},
    "teaches": {"en": "CTC: text from sound of another length; edit distance", "zh": "CTC：由声音写出文字；编辑距离"},
    "source": "000-C03",
    "mended": [
        {"erratum": "E133", "en": "Conv1d for (time, bands): Conv2D lacked a channel axis", "zh": "原 Conv2D 缺通道轴"},
        {"erratum": "E134", "en": "`Flatten`, which was never imported, is gone", "zh": "去掉从未导入的 `Flatten`"},
        {
            "erratum": "E135",
            "en": "TimeDistributed held a tensor, `pool2` was lost",
            "zh": "原 TimeDistributed 包张量，丢了 `pool2`",
        },
        {
            "erratum": "E136",
            "en": "CTC over digits and blank, where one sigmoid stood; halving the frames halves their lengths too",
            "zh": "单个 sigmoid 换成对数字与空白符的 CTC；帧数减半，长度也随之减半",
        },
    ],
    "needs": ["torch", "numpy", "espeakng_loader"],
    "seconds": 100,
    "epochs": 6,
    "batch": 32,
    "quick": {"epochs": 6, "batch": 16},
    "metrics": {"digit_error": "lower", "single_digits": "higher"},
    "data": {"speech": {"digit_error": 0.15, "single_digits": 0.83}},
    "capturable": False,  # CTC reads the lengths on the processor, which a CUDA graph cannot wait for
}

BANDS = 40
BLANK = 10  # after the digits 0 to 9


class Listener(nn.Module):
    """Two convolutions, of which one halves the frames, and an LSTM in both directions: 216,971 parameters."""

    def __init__(self, width: int = 96) -> None:
        super().__init__()
        self.sounds = nn.Sequential(
            nn.Conv1d(BANDS, width, 5, stride=2, padding=2),  # (B, 40, T) -> (B, 96, T / 2)
            nn.BatchNorm1d(width),
            nn.ReLU(),
            nn.Conv1d(width, width, 5, padding=2),
            nn.BatchNorm1d(width),
            nn.ReLU(),
            nn.Dropout(0.2),
        )
        self.lstm = nn.LSTM(width, width, batch_first=True, bidirectional=True)
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(2 * width, 11))
        nn.init.constant_(self.head[1].bias[BLANK:], 5.0)  # most frames are blank: else CTC spends epochs on that

    def forward(self, frames: Tensor) -> Tensor:
        """Return a logit for each digit and blank every 20 ms, (B, T / 2, 11), of frames (B, T, 40)."""
        heard = self.sounds(frames.transpose(1, 2)).transpose(1, 2)  # -> (B, T / 2, 96)
        return self.head(self.lstm(heard)[0])


def span(size: int, most: int, like: Tensor) -> Tensor:
    """Return a mask (B, size) of up to `most` places in a row, at random, for each clip of `like` (B, …)."""
    first, many = (torch.randint(end, (len(like), 1), device=like.device) for end in (size, most + 1))
    place = torch.arange(size, device=like.device)
    return (place >= first) & (place < first + many)


def disturbed(frames: Tensor) -> Tensor:
    """Return frames (B, T, 40) as of another voice: bands shifted, some bands and moments silent (Park 2019)."""
    time, bands = frames.shape[1:]
    shift = torch.randint(-2, 3, (len(frames), 1), device=frames.device)
    source = (torch.arange(bands, device=frames.device) + shift).clamp(0, bands - 1)  # (B, 40)
    silent = span(time, 10, frames)[:, :, None] | span(bands, 8, frames)[:, None]
    return frames.gather(2, source[:, None].expand_as(frames)).masked_fill(silent, 0.0)


def ctc(logits: Tensor, lengths: Tensor, digits: Tensor, counts: Tensor) -> Tensor:
    """Return the mean loss over all ways to stretch the digits, with blanks between, over the frames (Graves 2006)."""
    if logits.device.type == "mps":  # has no CTC
        logits, lengths, digits, counts = (each.cpu() for each in (logits, lengths, digits, counts))
    scores = logits.float().log_softmax(-1).transpose(0, 1)  # (T / 2, B, 11)
    return F.ctc_loss(scores, digits, (lengths + 1) // 2, counts, blank=BLANK, zero_infinity=True)


def decoded(logits: Tensor, lengths: Tensor) -> list[list[int]]:
    """Return each clip's digits: the likeliest of every frame, repetitions merged, then blanks dropped."""
    rows = zip(logits.argmax(-1).cpu(), lengths.tolist(), strict=True)
    merged = [best[: (length + 1) // 2].unique_consecutive() for best, length in rows]
    return [each[each != BLANK].tolist() for each in merged]


def edits(said: list[int], heard: list[int]) -> int:
    """Return how many digits to put in, leave out or change turn one string into the other (Levenshtein 1965)."""
    row = list(range(len(heard) + 1))
    for i, one in enumerate(said, 1):
        above, row = row, [i]
        for j, other in enumerate(heard):
            row.append(min(row[j] + 1, above[j + 1] + 1, above[j] + (one != other)))
    return row[-1]


def one_cycle(progress: float) -> float:
    """Rise to the peak over the first quarter, then fall to nothing, along half a cosine each (Smith 2018)."""
    return 0.5 - 0.5 * cos(pi * (progress / 0.25 if progress < 0.25 else 1 + (progress - 0.25) / 0.75))


def program(lab: Lab) -> None:
    """Train on some voices and judge by others, beside the nearest of stored words."""
    speech = lab.data()  # frames (n, T, 40), lengths (n,), mandarin (n,), digits (n, 5), counts (n,)
    frames, lengths, _mandarin, digits, counts = speech.train
    said = [row[:count].tolist() for row, count in zip(*speech.test[3:], strict=True)]

    model = lab.place(Listener())
    optimizer = lab.adam(model, lr=3e-3, weight_decay=0.01)

    def step(rows: Tensor) -> Tensor:
        with lab.autocast():
            logits = model(disturbed(frames[rows].float()))
        loss = ctc(logits, lengths[rows], digits[rows], counts[rows])
        optimizer.zero_grad()
        lab.backward(loss)
        optimizer.step()
        return loss

    def heard() -> list[list[int]]:
        clips = zip(*(column.split(250) for column in speech.test[:2]), strict=True)
        return [string for some, sizes in clips for string in decoded(model(some.float()), sizes)]

    def digit_error(strings: list[list[int]]) -> float:
        return sum(map(edits, said, strings)) / sum(map(len, said))

    for _epoch in lab.epochs(step, len(frames), schedule=one_cycle):
        with lab.evaluating():
            lab.curve(digit_error(heard()))

    with lab.evaluating():
        strings = heard()
        right = [one == other for one, other in zip(said, strings, strict=True) if len(one) == 1]
        stored = digit_error(nearest_strings(speech.train, speech.test))
        names = {"en": "nearest stored words", "zh": "最近的存储词"}
        lab.quality((names, stored), digit_error=digit_error(strings), single_digits=sum(right) / len(right))
    lab.note("held_out", len(speech.extra["held_out"]), en="voices held out", zh="留出的声音数")
