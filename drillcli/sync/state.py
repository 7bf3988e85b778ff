"""Settings, parameter sets and exams as `state.json` and back, and the merging of what several machines say. Pure."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from drillcli.config import SETTINGS, read_setting
from drillcli.errors import DrillError, UsageError
from drillcli.locale import _
from drillcli.scheduler import MODELS, model
from drillcli.store.exchange_state import Exam, ExamKey, Fitted, InForce, Scope, Setting, State, later
from drillcli.sync.values import LATEST_DAY, LATEST_MS, cut, name, refuse, whole

FORMAT = 1
"""A newer drill whose file means something else by the same names writes another number."""

LONGEST = 16 << 20
"""No file is longer (characters)."""

EMPTY = State({}, frozenset(), {}, {})
MOST_MINUTES = 24 * 60.0
"""Nobody studies longer on a day."""


def write(state: State) -> str:
    """Return a state as the text of its file: the same state is the same text, whatever machine writes it."""
    fitted = sorted(state.fitted, key=lambda one: (one.at_ms, one))
    numbers = {one: number for number, one in enumerate(fitted)}
    found = {
        "format": FORMAT,
        "settings": {name: [at, value] for name, (at, value) in sorted(state.settings.items())},
        "fitted": [one._asdict() for one in fitted],
        "in_force": [
            [*where, at, chosen, numbers.get(one) if one else None]
            for where, (at, chosen, one) in sorted(state.in_force.items())
        ],
        "exams": [[day, *exam] for (day, _decks), exam in sorted(state.exams.items())],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def merge(states: Iterable[State]) -> State:
    """Return what all say together: of two values of one thing the later one; of one instant, the greater one."""
    merged = EMPTY
    for state in states:
        merged = State(
            {**merged.settings, **later(state.settings, merged.settings)},
            merged.fitted | state.fitted,
            {**merged.in_force, **later(state.in_force, merged.in_force)},
            {**merged.exams, **later(state.exams, merged.exams)},
        )
    return merged


def read(text: str, shown: str, notices: list[str]) -> State:
    """Return the state in the text of a file that messages call `shown`.

    Raises DrillError (file: what is wrong) for what is not right. A setting or a memory model that this drill does not
    know, as a newer one may write, is left out with a notice.
    """
    unknown: list[str] = []
    try:
        found = _object(text)
        if found.get("format") != FORMAT:
            message = _("{file} is of a newer drill and was left unread; update drill here too")
            notices.append(message.format(file=shown))
            return EMPTY
        state = _state(found, unknown)
    except ValueError as error:
        raise DrillError(_("{file}: {reason}; nothing of it was taken in").format(file=shown, reason=error)) from error
    message = _("{file}: {what} is not known here and was left out")
    notices += [message.format(file=shown, what=what) for what in unknown]
    return state


def _object(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise ValueError(_("the file is longer than {most} bytes").format(most=LONGEST))
    try:
        found = json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise ValueError(_("the file is no JSON object")) from error
    if type(found) is not dict:
        raise ValueError(_("the file is no JSON object"))
    return found


def _state(found: dict[str, Any], unknown: list[str]) -> State:
    settings = found.get("settings")
    if type(settings) is not dict:
        raise ValueError(_("{name} is missing or of the wrong kind").format(name="settings"))
    fitted = [_fitted(one, unknown) for one in _list(found, "fitted")]
    in_force = [_in_force(values, fitted, unknown) for values in _list(found, "in_force")]
    return State(
        {key: setting for key, values in settings.items() if (setting := _setting(key, values, unknown))},
        frozenset(one for one in fitted if one),
        dict(one for one in in_force if one),
        dict(_exam(values) for values in _list(found, "exams")),
    )


def _setting(key: str, values: Any, unknown: list[str]) -> Setting | None:
    at, value = _values(values, 2)
    setting = Setting(whole(at, 0, LATEST_MS), None if value is None else _text(value))
    try:
        if key not in SETTINGS or setting.value is not None:
            read_setting(key, setting.value or "")
    except UsageError:
        unknown.append(cut(key) if value is None else f"{cut(key)} = {cut(value)}")
        return None
    return setting


def _fitted(values: Any, unknown: list[str]) -> Fitted | None:
    if type(values) is not dict or values.keys() != set(Fitted._fields):
        raise ValueError(_("{value} is no parameter set").format(value=cut(values)))
    one = Fitted(
        name(values["model"]),
        tuple(float(_number(weight)) for weight in _sequence(values["weights"])),
        whole(values["at_ms"], 0, LATEST_MS),
        tuple(name(deck) for deck in _sequence(values["decks"])),
        _report(values["report"]),
    )
    if one.model not in MODELS:
        unknown.append(cut(one.model))
        return None
    model(one.model, one.weights)
    return one


def _report(value: Any) -> str:
    """Return the report of a fit: JSON in which what `drill fit --history` shows is of the right kind."""
    report = _object(_text(value))
    scores = report.get("scores", {})
    if report.get("reviews") is not None:
        whole(report["reviews"], 0, LATEST_MS)
    if type(scores) is not dict:
        raise ValueError(_("{value} is no parameter set").format(value=cut(scores)))
    for score in scores.values():
        if type(score) is not dict:
            raise ValueError(_("{value} is no parameter set").format(value=cut(score)))
        _number(score.get("log_loss"))
    return str(value)


def _in_force(values: Any, fitted: Sequence[Fitted | None], unknown: list[str]) -> tuple[Scope, InForce] | None:
    deck, of_model, at, chosen, number = _values(values, 5)
    if _text(chosen) not in ("", *MODELS):
        unknown.append(cut(chosen))
        return None
    one = None if number is None else fitted[whole(number, 0, len(fitted) - 1)]
    in_force = InForce(whole(at, 0, LATEST_MS), chosen, one)
    fits = of_model == "" if _text(deck) and name(deck) else of_model == chosen != ""
    if not fits or (number is not None and (one is None or one.model != chosen)):
        raise ValueError(_("{value} schedules nothing").format(value=cut(values)))
    return (deck, of_model), in_force


def _exam(values: Any) -> tuple[ExamKey, Exam]:
    day, at, minutes, listed = _values(values, 4)
    decks = tuple(name(deck) for deck in _sequence(listed))
    if not decks or (minutes is not None and not 0 < _number(minutes) <= MOST_MINUTES):
        raise ValueError(_("{value} is no exam").format(value=cut(values)))
    exam = Exam(whole(at, 0, LATEST_MS), None if minutes is None else float(minutes), decks)
    return (whole(day, 0, LATEST_DAY), tuple(sorted(decks))), exam


def _list(found: dict[str, Any], key: str) -> list[Any]:
    if type(found.get(key)) is not list:
        raise ValueError(_("{name} is missing or of the wrong kind").format(name=key))
    return list(found[key])


def _sequence(value: Any) -> list[Any]:
    if type(value) is not list:
        raise ValueError(_("{value} is no list").format(value=cut(value)))
    return value


def _values(value: Any, n: int) -> list[Any]:
    if len(_sequence(value)) != n:
        raise ValueError(_("{value} has not {n} values").format(value=cut(value), n=n))
    return list(value)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError(_("{value} is no text").format(value=cut(value)))
    return value


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not abs(value) <= sys.float_info.max:
        raise ValueError(_("{value} is no number").format(value=cut(value)))
    return float(value)
