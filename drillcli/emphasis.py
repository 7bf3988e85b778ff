"""Bold and italics in the midst of Chinese, where CommonMark takes the asterisks for text."""

import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis


def seen_in_chinese(parser: MarkdownIt) -> MarkdownIt:
    """Let asterisks open after a Chinese character, and close before one, whatever is on their other side.

    By CommonMark 0.31, 6.2, the second `**` of `**困惑度（perplexity）**的` closes nothing: punctuation is before it
    and a letter after it. That rule counts on the spaces between words, which Chinese does not have.
    """
    parser.inline.ruler.at("emphasis", _asterisks)
    return parser


def _asterisks(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 the signature is markdown-it's
    start, known = state.pos, len(state.delimiters)
    found = emphasis.tokenize(state, silent)
    if found and state.src[start] == "*":
        before, after = state.src[:start][-1:], state.src[state.pos : state.posMax][:1]
        for one in state.delimiters[known:]:
            one.open = one.open or (_is_chinese(before) and not after.isspace())
            one.close = one.close or (_is_chinese(after) and not before.isspace())
    return found


def _is_chinese(char: str) -> bool:
    """Tell whether a character is of a script that is written in full width: a letter, not punctuation."""
    return char.isalnum() and unicodedata.east_asian_width(char) in "WF"
