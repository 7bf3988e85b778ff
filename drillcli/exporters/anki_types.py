"""The note types that our notes have in Anki: fields, templates, style.

There are two, one for notes of which gaps are asked and one for all others, so that a note keeps its type whatever
becomes of it: Anki refuses to update a note whose type is another. Their ids, names, fields and templates never change
(Anki takes another set for another type); a change of the rest needs a later `CHANGED`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from drillcli.carried import FIELD

NOTE_TYPE, CLOZE_TYPE = 1_700_000_000_001, 1_700_000_000_002
CHANGED = 1_795_300_000
"""When the templates below were last changed (epoch seconds): Anki takes up only newer ones."""

_ASKED = ("Front", "Options", "Back", "Why")
NOTE_FIELDS = (*_ASKED, *(f"{name} 2" for name in _ASKED), "Typed", "Reverse", "Source", "Id", FIELD)
CLOZE_FIELDS = ("Text", "Why", "Text 2", "Why 2", "Source", "Id", FIELD)

_SOURCE = '{{#Source}}<p class="source">{{Source}}</p>{{/Source}}'
_TYPED = "{{#Typed}}<p>{{type:Typed}}</p>{{/Typed}}"


def _both(*names: str) -> str:
    """Return what shows fields in the first language and, under a line, in the second where there is one."""
    first = "".join(f"{{{{#{name}}}}}<div>{{{{{name}}}}}</div>{{{{/{name}}}}}" for name in names)
    second = "".join(f"{{{{#{name} 2}}}}<div>{{{{{name} 2}}}}</div>{{{{/{name} 2}}}}" for name in names)
    divided = f"{{{{#{names[0]} 2}}}}<hr>{{{{/{names[0]} 2}}}}{second}"
    return first + divided


_WHY = '{{#Why}}<div class="why">{{Why}}</div>{{/Why}}{{#Why 2}}<div class="why">{{Why 2}}</div>{{/Why 2}}'
_QUESTION = _both("Front", "Options")
_ANSWER = _both("Back")
_TEXT = "{{cloze:Text}}{{#Text 2}}<hr>{{cloze:Text 2}}{{/Text 2}}"
_TEMPLATES: Mapping[int, Sequence[tuple[str, str, str]]] = {
    NOTE_TYPE: (
        ("Card 1", _QUESTION + _TYPED, f'{_QUESTION}{_TYPED}<hr id="answer">{_ANSWER}{_WHY}{_SOURCE}'),
        (
            "Card 2",
            f"{{{{#Reverse}}}}{_ANSWER}{{{{/Reverse}}}}",
            f'{_ANSWER}<hr id="answer">{_QUESTION}{_WHY}{_SOURCE}',
        ),
    ),
    CLOZE_TYPE: (("Cloze", _TEXT, _TEXT + _WHY + _SOURCE),),
}
_STYLE = """\
.card { font-family: system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; font-size: 20px; line-height: 1.5;
  max-width: 40em; margin: 1em auto; padding: 0 1em; }
pre, code { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { overflow-x: auto; padding: 0.6em; background: rgba(127, 127, 127, 0.12); text-align: left; }
ol.options { list-style-type: upper-alpha; text-align: left; }
ul.options, ol.answer { text-align: left; }
.why { margin-top: 1em; opacity: 0.8; }
.source { margin-top: 1em; font-size: 0.7em; opacity: 0.6; }
.cloze { font-weight: bold; color: #1a6fd4; }
.nightMode .cloze { color: #7ab8ff; }
img { max-width: 100%; }
"""


def models() -> str:
    """Return the note types as the column `models` of Anki's schema 11 has them."""
    return json.dumps({str(NOTE_TYPE): _model(NOTE_TYPE), str(CLOZE_TYPE): _model(CLOZE_TYPE)}, ensure_ascii=False)


def _model(number: int) -> dict[str, Any]:
    is_cloze = number == CLOZE_TYPE
    templates = [
        {"name": name, "ord": at, "qfmt": front, "afmt": back, "bqfmt": "", "bafmt": "", "did": None}
        for at, (name, front, back) in enumerate(_TEMPLATES[number])
    ]
    return {
        "id": number,
        "name": "drill (cloze)" if is_cloze else "drill",
        "type": int(is_cloze),
        "mod": CHANGED,
        "usn": 0,
        "sortf": 0,
        "did": None,
        "tmpls": templates,
        "flds": [_field(at, name) for at, name in enumerate(CLOZE_FIELDS if is_cloze else NOTE_FIELDS)],
        "css": _STYLE,
        "latexPre": "",
        "latexPost": "",
        "latexsvg": False,
        "req": [] if is_cloze else [[0, "any", [0, 4]], [1, "all", [2, 9]]],
    }


def _field(at: int, name: str) -> dict[str, Any]:
    is_hidden = name == FIELD
    return {
        "name": name,
        "ord": at,
        "sticky": False,
        "rtl": False,
        "font": "Arial",
        "size": 20,
        "media": [],
        "collapsed": is_hidden,
        "excludeFromSearch": is_hidden,
        "plainText": is_hidden,
    }
