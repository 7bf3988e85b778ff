"""The baseline of stored words: strings of clean words come out as they were put together."""

import pytest

pytest.importorskip("torch", reason="the extra `exercise` is not installed")

import torch

from drillcli.lab import templates

BANDS, FRAMES = 8, 200


@pytest.fixture
def spoken():
    """Words that are patterns of their own, 24 frames each, amid quiet; `spoken(strings)` gives rows of clips."""
    generator = torch.Generator().manual_seed(0)
    words = 3 + 2 * torch.randn(20, 24 // 4, BANDS, generator=generator).repeat_interleave(4, 1)

    def rows(strings, stretch=1):
        frames = torch.full((len(strings), FRAMES, BANDS), -4.0)
        lengths, mandarin, digits, counts = [], [], torch.full((len(strings), 5), -1), []
        for row, (language, said) in enumerate(strings):
            at = 10
            for place, digit in enumerate(said):
                word = words[10 * language + digit].repeat_interleave(stretch, 0)
                frames[row, at : at + len(word)] = word
                digits[row, place] = digit
                at += len(word)
            lengths.append(at + 10)
            mandarin.append(bool(language))
            counts.append(len(said))
            frames[row, at + 10 :] = 0
        noise = 0.1 * torch.randn(frames.shape, generator=generator)
        return (frames + noise).half(), torch.tensor(lengths), torch.tensor(mandarin), digits, torch.tensor(counts)

    return rows


STRINGS = [(0, [1]), (1, [2, 2]), (0, [3, 1, 4, 1, 5]), (1, [9, 0, 9]), (0, [0, 0, 0, 0]), (1, [7])]


def test_strings_of_known_words_are_understood(spoken):
    train = spoken([(language, [digit]) for language in (0, 1) for digit in range(10)])
    assert templates.nearest_strings(train, spoken(STRINGS)) == [said for _, said in STRINGS]


def test_slow_words_are_understood_too(spoken):
    train = spoken([(language, [digit]) for language in (0, 1) for digit in range(10)])
    short = [(language, said[:3]) for language, said in STRINGS]
    assert templates.nearest_strings(train, spoken(short, 2)) == [said for _, said in short]


def test_clips_of_several_digits_make_no_template(spoken):
    train = spoken([(0, [1]), (0, [2, 3])])
    words, quiet = templates.templates(*train)
    assert [word for word in range(20) if words[word].any()] == [1]
    assert quiet == pytest.approx(torch.full((BANDS,), -4.0), abs=0.2)


def test_a_code_holds_zeros_in_front():
    assert templates._digits(0) == []
    assert templates._digits((1 * 11 + 1) * 11 + 10) == [0, 0, 9]
