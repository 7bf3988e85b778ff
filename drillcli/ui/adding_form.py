"""The form of a new card as a value: what was typed, the note that it makes, what is to be said of it, how it looks."""

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeAlias

from drillcli.deckfile.check import Asked, same_questions
from drillcli.importers.merge import settled
from drillcli.kinds import KINDS, basic, cards, gaps, kind, kind_names
from drillcli.kinds.base import Back, Front, How, Level, Verdict, said
from drillcli.kinds.compare import plain
from drillcli.locale import _, commas, language_name
from drillcli.model import Card, Note
from drillcli.ui.sitting import View

Slot: TypeAlias = tuple[str, str]
"""A field of the form ("q", "a", "number", "why") and the language of its text ("" in a deck that has but one)."""

TAGS: Slot = ("tags", "")
REVERSE = basic.REVERSE
"""The kind of a basic card that is asked both ways, as a person chooses it."""
CHOICES = (basic.NAME, REVERSE, *(name for name in KINDS if name != basic.NAME))
"""What a person can choose."""
LISTS = {"choice": "choices", "typed": "accept", "order": "order"}
"""The field of a note that the lines of the answer are, by kind."""
MUST = ("q", "a", "number")
"""The fields that a card cannot do without."""
UNSAID = "…"
_RIGHT = re.compile(r"[*＊]\s+")
_TAG_MARKS = re.compile(r"[,，、;；\n]")
_NUMBER = re.compile(r"\s*([^\s±]+)\s*(?:(?:±|\+/-|\+-)\s*([^\s]+))?\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the form; `kind` is the one chosen, "" where braces tell a cloze from a basic card."""

    kind: str = ""
    texts: Mapping[Slot, str] = field(default_factory=dict)
    tags: str = ""

    @property
    def kind_now(self) -> str:
        """The kind of card that this is."""
        has_gap = any(gaps.OPEN in text for (slot, _lang), text in self.texts.items() if slot == "q")
        return self.kind or ("cloze" if has_gap else basic.NAME)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that would be a pity to lose."""
        return not any(text.strip() for text in self.texts.values())

    def told(self, slot: str) -> dict[str, str]:
        """Return what was written in a field, by language."""
        texts = {lang: text.strip() for (name, lang), text in self.texts.items() if name == slot}
        return {lang: text for lang, text in texts.items() if text}

    def as_json(self) -> dict[str, Any]:
        """Return the form as plain values."""
        slots = dict.fromkeys(slot for slot, _lang in self.texts)
        texts = {slot: {lang: text for (name, lang), text in self.texts.items() if name == slot} for slot in slots}
        return {"kind": self.kind, "tags": self.tags, "texts": texts}

    @classmethod
    def of_json(cls, value: Any) -> "Form":
        """Return the form that `as_json` made plain; raises KeyError, AttributeError or TypeError for anything else."""
        texts = {(slot, lang): str(text) for slot, told in value["texts"].items() for lang, text in told.items()}
        return cls(value["kind"] if value["kind"] in CHOICES else "", texts, str(value["tags"]))


def names_of_kinds() -> dict[str, str]:
    """Return what each kind of card that can be chosen is called, in the order in which they are offered."""
    named = {**kind_names(), REVERSE: _("both ways")}
    return {name: named[name] for name in CHOICES}


def about_kinds() -> dict[str, str]:
    """Return what each kind of card that can be chosen asks of the learner."""
    return {
        basic.NAME: _("a question and its answer"),
        REVERSE: _("a question and its answer, also asked the other way round"),
        "cloze": _("a text with {{gaps}} in it"),
        "choice": _("a question and several answers, one of them right"),
        "typed": _("a question whose answer is typed"),
        "order": _("things to be put in order"),
        "numeric": _("a question whose answer is a number"),
    }


def slots(kind_name: str, langs: Sequence[str]) -> list[Slot]:
    """Return the fields that a card of a kind is asked for, in order; those of all kinds for ""."""
    by_language = ["q", "why"] if kind_name in ("cloze", "numeric") else ["q", "a", "why"]
    made = [(name, lang) for name in by_language for lang in langs]
    if kind_name in ("", "numeric"):
        made.insert(-len(langs), ("number", ""))
    return [*made, TAGS]


def label(kind_name: str, slot: str) -> str:
    """Return the name of a field."""
    answers = {"choice": _("Choices"), "typed": _("Accepted"), "order": _("Order")}
    names = {"a": answers.get(kind_name, _("Answer")), "number": _("Number"), "why": _("Why"), "tags": _("Tags")}
    return names.get(slot, _("Text") if kind_name == "cloze" else _("Question"))


def hint(kind_name: str, slot: str) -> str:
    """Return what belongs into a field, for as long as it is empty."""
    answers = {
        "choice": _("one a line; * and a space before the right one"),
        "typed": _("what counts as right, one a line"),
        "order": _("one a line, in the right order"),
    }
    return {
        "q": _("a text with {{gaps}} in it")
        if kind_name == "cloze"
        else _("ask one thing; or a text with {{gaps}} in it"),
        "a": answers.get(kind_name, _("one fact, in few words")),
        "number": _("such as 9.81 ± 0.01 m/s²"),
        "why": _("the reason, shown below the answer"),
        "tags": _("with commas between them"),
    }[slot]


def names(tags: str) -> list[str]:
    """Return the tags that a line with commas names, each once."""
    return list(dict.fromkeys(tag.strip() for tag in _TAG_MARKS.split(tags) if tag.strip()))


def last_tag(text: str) -> str:
    """Return the beginning of a tag with which a line ends."""
    return _TAG_MARKS.split(text)[-1].lstrip()


def note(form: Form, slug: str = "") -> Note:
    """Return the note that a form makes; raises ValueError, with what is to be done, where something is missing."""
    name = form.kind_now
    asked = {"cloze" if name == "cloze" else "q": form.told("q")}
    fields = {**asked, **_answer(form, name), "why": form.told("why"), "tags": names(form.tags)}
    kind_name = basic.NAME if name == REVERSE else name
    for wanted in KINDS[kind_name].REQUIRED:
        if not fields.get(wanted):
            slot = "q" if wanted in ("q", "cloze") else "number" if wanted == "number" else "a"
            raise ValueError(_("{field} is still empty").format(field=label(name, slot)))
    return Note(slug, "", kind_name, settled(kind_name, fields))


def _answer(form: Form, name: str) -> dict[str, Any]:
    if name in LISTS:
        entries = {
            lang: [line.strip() for line in text.split("\n") if line.strip()] for lang, text in form.told("a").items()
        }
        return _chosen(entries) if name == "choice" else {LISTS[name]: entries}
    if name == "numeric":
        return {"number": _number(form.told("number").get("", ""))}
    if name == "cloze":
        return {}
    return {"a": form.told("a")} | ({REVERSE: True} if name == REVERSE else {})


def _chosen(entries: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return choices and the number of the marked one; raises ValueError unless one is, the same in all languages."""
    marked = {lang: [n for n, line in enumerate(lines, 1) if _RIGHT.match(line)] for lang, lines in entries.items()}
    right = {tuple(numbers) for numbers in marked.values()}
    if entries and (len(right) > 1 or len(next(iter(right))) != 1):
        raise ValueError(_("put * and a space before the one right choice, the same in each language"))
    bare = {
        lang: [_RIGHT.sub("", line, count=1) if _RIGHT.match(line) else line for line in lines]
        for lang, lines in entries.items()
    }
    return {"choices": bare, "answer": next(iter(right))[0]} if entries else {}


def _number(text: str) -> dict[str, str]:
    found = _NUMBER.fullmatch(text)
    if not found:
        return {}
    parts = {"value": found[1], "tolerance": found[2] or "", "unit": found[3].strip()}
    return {part: amount for part, amount in parts.items() if amount}


def problems(form: Form, asked: MutableMapping[Asked, Card], langs: Sequence[str]) -> Iterator[tuple[str, Level]]:
    """Yield what `drill check` would say of the note; of one that is not finished only what is sure by now.

    `asked` has what the cards of the deck ask.
    """
    try:
        made = note(form)
    except ValueError:
        made = _unfinished(form)
        yield from ((problem.message, problem.level) for problem in kind(made).problems(made))
        return
    found = list(kind(made).problems(made))
    yield from ((problem.message, problem.level) for problem in found)
    if any(problem.level is Level.ERROR for problem in found):
        return
    yield from ((message, Level.WARNING) for message in same_questions(made, ChainMap({}, asked)))
    own = {slot for slot, _lang in slots(form.kind_now, langs)}
    for slot in dict.fromkeys(slot for slot, _lang in form.texts if slot not in own and form.told(slot)):
        text = _("{field} is left out: this kind of card has none")
        yield text.format(field=label(basic.NAME, slot)), Level.WARNING
    missing = [lang for lang in langs if lang and lang not in form.told("q")]
    if missing:
        text = _("not written in {languages}, as most notes of this deck are: translate it")
        yield text.format(languages=commas(map(language_name, missing))), Level.WARNING


def _unfinished(form: Form) -> Note:
    """Return what there is of a card as a basic note, an ellipsis for the rest.

    An answer that was written before another kind was chosen, which has no such field, is not shown.
    """
    answer = form.told("a") if ("a", "") in slots(form.kind_now, [""]) else {}
    return Note("", "", basic.NAME, settled(basic.NAME, {"q": form.told("q") or UNSAID, "a": answer or UNSAID}))


def view(form: Form, deck: str, lang: str) -> View:
    """Return how a sitting would show the card, turned over; what is not yet written is an ellipsis."""
    try:
        made = note(form)
        if any(problem.level is Level.ERROR for problem in kind(made).problems(made)):
            raise ValueError
    except ValueError:
        made = _unfinished(form)
        return View(deck, Front(said(made, "q", lang), How.RATE), back=Back(said(made, "a", lang)))
    card = cards(made)[0]
    front, back = kind(made).front(card, lang, Random(0)), kind(made).back(card, lang)  # noqa: S311 only a look at it
    right = plain(back.answer)
    chosen = Verdict(right=True, given=right, expected=right) if front.how is How.CHOOSE else None
    return View(deck, front, back=back, verdict=chosen)
