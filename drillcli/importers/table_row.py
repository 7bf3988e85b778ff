"""One row of a table of cards -> the fields of a note, as a deck file has them."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from drillcli.importers.apkg import clozes
from drillcli.importers.table_names import Column
from drillcli.kinds import KINDS
from drillcli.locale import _

_LISTS = ("choices", "accept", "order")
_WORDS = ("tags", "from", "fixes")
_NUMBER = {"number": "value", "tolerance": "tolerance", "unit": "unit"}
_YES = frozenset(("1", "true", "yes", "y", "x", "是", "✓"))
_NO = frozenset(("0", "false", "no", "n", "否"))
_ANKI_GAP = re.compile(r"\{\{c\d+::", re.IGNORECASE)


class Row(NamedTuple):
    """What a row says: the `fields` of a note, its `deck`, `id`, and `kind` (or Anki's note type); "" where unsaid."""

    fields: dict[str, Any]
    deck: str = ""
    id: str = ""
    kind: str = ""


def read_row(
    cells: Sequence[str], columns: Sequence[Column], markdown: Callable[[str], str] = str, kind: str = ""
) -> Row:
    """Return what the cells say; `markdown` makes Markdown of the text in one, `kind` is that of rows that name none.

    Where a cell names a kind of ours the row is one of `drill export`: its cells are taken as they are, entries of a
    list stand on lines of their own, and tags are parted by commas alone.

    Raises ValueError where the answer to a choice is none of the choices, and for gaps of Anki's that lie in others.
    """
    fields: dict[str, Any] = {}
    pairs = [pair for pair in zip(columns, cells, strict=False) if pair[0].field and pair[1].strip()]
    about = {column.field: cell.strip() for column, cell in pairs if column.field in Row._fields}
    ours = about.get("kind", "") in KINDS
    for column, cell in pairs:
        if column.field not in about:
            _put(fields, column, cell if ours else cell.strip(), markdown, ours=ours)
    if "choices" in fields and "a" in fields:
        fields["answer"] = str(_chosen(fields.pop("a"), fields["choices"]))
    elif "accept" in fields and isinstance(fields.get("a"), str):
        fields["accept"] = list(dict.fromkeys([fields.pop("a"), *_any_list(fields["accept"])]))
    row = Row(fields, **{"kind": kind, **about})
    return row if ours else _as_anki(row)


def _put(fields: dict[str, Any], column: Column, text: str, markdown: Callable[[str], str], *, ours: bool) -> None:
    name, lang = column.field, column.lang
    if name in _WORDS:
        words = [word.strip() for word in text.split(",")] if ours else split_words(text)
        fields[name] = [*fields.get(name, []), *words]
    elif name in _NUMBER:
        fields.setdefault("number", {})[_NUMBER[name]] = text
    elif name == "reverse":
        fields[name] = "true" if text.casefold() in _YES else "false" if text.casefold() in _NO else text
    elif name == "choice":
        before = fields.get("choices", {} if lang else [])
        _say(fields, "choices", lang, [*(before.get(lang, []) if lang else before), markdown(text)])
    elif name in _LISTS:
        _say(fields, name, lang, text.split("\n") if ours else [markdown(entry) for entry in split_list(text)])
    elif name in ("as_of", "exercise"):
        fields[name] = text
    else:
        before = fields.get(name, "") if not lang else ""
        _say(fields, name, lang, f"{before}\n\n{markdown(text)}" if before else markdown(text))


def _say(fields: dict[str, Any], name: str, lang: str, value: Any) -> None:
    if not lang:
        fields[name] = value
    elif isinstance(fields.setdefault(name, {}), dict):
        fields[name][lang] = value


def split_words(text: str) -> list[str]:
    """Return the tags in a cell: parted by commas or semicolons, or else by spaces."""
    words = re.split(r"[,;，；、\n]" if re.search(r"[,;，；、\n]", text) else r"\s+", text)
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))


def split_list(text: str) -> list[str]:
    """Return the entries of a list in a cell: parted by line breaks, or else by bars, or else by semicolons."""
    mark = next((mark for mark in ("\n", "|", ";", "；") if mark in text), "\n")
    return [entry.strip() for entry in text.split(mark) if entry.strip()]


def _any_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [entry for entries in value.values() for entry in entries]


def _chosen(answer: Any, choices: Any) -> int:
    """Return the number (from 1) of the choice that is meant by its text, its letter or its number."""
    answers = answer if isinstance(answer, dict) else {"": answer}
    lists = choices if isinstance(choices, dict) else {"": choices}
    for lang, said in answers.items():
        for entries in [lists[lang]] if lang in lists else lists.values():
            if said in entries:
                return int(entries.index(said)) + 1
    plain = next(iter(answers.values())).strip(" .)）").casefold()
    if len(plain) == 1 and "a" <= plain <= "i":
        return ord(plain) - ord("a") + 1
    if plain.isdecimal():
        return int(plain)
    raise ValueError(_("the answer is none of the choices"))


def _as_anki(row: Row) -> Row:
    """Return a row as its note type in Anki has it: the first field of a cloze has the gaps, others are shown after."""
    fields, notetype = row.fields, row.kind.casefold()
    asked = fields.get("cloze", fields.get("q"))
    if isinstance(asked, str) and _ANKI_GAP.search(asked):
        rest = [fields[name] for name in ("a", "why") if isinstance(fields.get(name), str)]
        kept = {name: value for name, value in fields.items() if name not in ("q", "a", "why", "cloze")}
        kept["cloze"] = _gaps(asked)
        return row._replace(fields=kept | ({"why": "\n\n".join(rest)} if rest else {}))
    if "reversed" in notetype and ("optional" not in notetype or fields.pop("why", "")):
        fields["reverse"] = "true"
    return row


def _gaps(text: str) -> str:
    """Return a text with Anki's gaps as one with those of a deck file."""
    pieces = clozes.read(text)
    if not clozes.is_plain(pieces):
        raise ValueError(_("gaps of Anki's that lie in one another have no place in a deck file"))
    return clozes.marked(pieces, "{{", "::c%d}}")
