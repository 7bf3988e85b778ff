"""Says what a YAML syntax error means to the author of a deck, and where the author should look."""

import yaml

from drillcli.locale import _
from drillcli.locale.reasons import quoted

_LEADING = ("alias", "anchor", "tag", "block scalar")
"""What YAML takes a text for that begins with one of * & ! | >."""


def explain(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Return the index (in code points) and message of a syntax error that PyYAML raised, with or without libyaml."""
    opening, message = _meaning(error.context or "", error.problem or "")
    mark = (error.context_mark if opening else None) or error.problem_mark
    return mark.index if mark else 0, message


def _meaning(context: str, problem: str) -> tuple[bool, str]:
    """Return whether the cause is where the construct opens, and the message; both parsers word errors alike."""
    if "quoted scalar" in context and "end of stream" in problem:
        return True, _("this quote is never closed: add the closing quote")
    if "escape" in problem:
        return False, _("unknown escape in double quotes: write \\\\ for a backslash, or use single quotes")
    if "mapping values are not allowed" in problem:
        return False, _("a colon and a space inside a text: put the text in quotes, or mend the indentation")
    if "sequence entries" in problem:
        return False, _("a list cannot begin here: begin it on a line of its own, or quote a text that begins with -")
    if "cannot start any token" in problem or any(word in context + problem for word in _LEADING):
        return True, _("a text cannot begin with this character: put it in quotes (and indent with spaces, not tabs)")
    if "expected ':'" in problem:
        return True, _("a key without a colon: write `key: value`, or indent a text that goes on from the line above")
    if "flow" in context:
        return True, _("after this bracket a comma or the closing bracket is missing: add it, or quote the text")
    if "block" in context:
        return False, _("this does not fit what stands above: check the indentation, and quotes that end early")
    return False, _("not YAML ({problem}): mend the syntax here").format(problem=quoted(problem))
