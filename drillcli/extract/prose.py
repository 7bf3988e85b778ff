"""What a text sounds like: a question, closing words, running prose rather than code."""

import re
from collections.abc import Sequence

from drillcli.extract.words import CLOSING, CONTEXT

HAN = re.compile(r"[\u3400-\u9fff]")

LONGEST_UNFOLDED = 30
"""Characters of a Chinese line that was not broken for its length."""

_TRAILING = re.compile(r"(?:[\s*_`\"'”’」』》)）\]】。.!★☆⭐️🔥]|[(（\[【][^()（）\[\]【】]{0,40}[)）\]】])+$")
_ENGLISH = re.compile(
    r"(?:what|why|how|which|who|whose|explain|describe|define|compare|contrast|discuss|differentiate|distinguish|write"
    r"|implement|calculate|prove|show|draw|solve|convert|translate|tell me"
    r"|(?:create|build|design|make|sketch)\s+(?:an?|the)|(?:name|list|give|state|find|identify|outline)\s+(?:the|a|an|all|some|any|three"
    r"|two|four|five|one|\d)|in what|at what|to what|for what|under what|can you|could you|do you|have you)\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"^(?:请|试述|试比较|试说明|简述|简要|简单|论述|阐述|为什么|如何|怎么|怎样|谈谈|谈一谈|说说|说一说|解释|说明|描述|列举"
    r"|比较|计算|证明|写出|编写|概述|你)|什么|哪些|哪个|哪种|哪一|哪里|哪年|哪位|哪几|谁|多少|是否|为何|有何|几种|几个|如何|怎样|怎么"
    r"|吗$|呢$"
)
_IN_WORDS = re.compile(
    r"(?:explain|describe|discuss|outline|compare|contrast|list|name|give)\b|(?:请?(?:简述|列举|说明|解释|描述|阐述|论述|谈谈|说说))",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"\b(?:questions?|ask(?:s|ed|ing)?|following|below)\b|问题|以下|如下|下面|下列|几点|几步", re.IGNORECASE
)
_BLANK = re.compile(r"[（(]\s*[)）]|_{3,}|＿{2,}")
_CODE_LINE = re.compile(
    r"[;{}]\s*$|^\s*(?:(?:def|class|import|from|return|for|while|if)\b|#|//|/\*|\$ |>>> )"
    r"|\w\(.*\)\s*[:;{]?$|\s(?:=|==|=>|->|:=)\s"
)


def bare(text: str) -> str:
    """Return a text without the emphasis, brackets and stars at its end."""
    return _TRAILING.sub("", text[-300:] if len(text) > 300 else text)


def ends_as_question(text: str) -> bool:
    """Tell whether a text ends in a question mark, brackets and emphasis after it aside."""
    return bare(text).endswith(("?", "？"))


def asks(text: str) -> bool:
    """Tell whether a text is worded as a question or as a task, or has a blank to fill in."""
    start = text.lstrip("*_ \t\"'“「《`")[:120]
    if ends_as_question(text) or _BLANK.search(text[:2000]):
        return True
    return bool(_ENGLISH.match(start)) or (bool(HAN.search(start)) and bool(_CHINESE.search(bare(start))))


def is_unfolded(text: str) -> bool:
    """Tell whether a line is a short one of Chinese without punctuation at its end: nobody breaks a sentence there."""
    return len(text) <= LONGEST_UNFOLDED and bool(HAN.search(text)) and text[-1:].isalnum()


def asks_for_words(text: str) -> bool:
    """Tell whether a text wants an answer in words (`Explain the kinds of join.`), so that `a) … b) …` is that."""
    start = text.lstrip("*_ \t\"'“「《`")[:120]
    return bool(_IN_WORDS.match(start)) and not bare(text).endswith(("?", "？", ":", "："))


def promises(text: str) -> bool:
    """Tell whether a title or heading says that questions follow."""
    lowered = text.lower()
    return any(word in lowered for word in CONTEXT)


def leads_on(text: str) -> bool:
    """Tell whether a line announces the list below it: `Ask three questions:`, 要回答以下问题."""
    return text.rstrip("*_ ").endswith((":", "：")) or bool(_LEADING.search(text))


def closes(text: str) -> bool:
    """Tell whether a paragraph begins as closing words do."""
    return text.lstrip("*_> \t").lower().startswith(CLOSING)


def is_prose(lines: Sequence[str]) -> bool:
    """Tell whether an indented block is text that someone indented, not code."""
    full = [line for line in lines if line.strip()]
    code = sum(bool(_CODE_LINE.search(line)) for line in full)
    words = sum(bool(HAN.search(line)) or len(line.split()) > 3 for line in full)
    return code * 3 < len(full) and words * 2 >= len(full)
