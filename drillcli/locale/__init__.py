"""Every message in the learner's language, through gettext catalogues."""

import gettext
from collections.abc import Iterable
from pathlib import Path

LANGUAGES = ("en", "zh")
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_spoken = "en"


def set_language(lang: str) -> None:
    """Speak `lang` ("en" or "zh") from now on; a message without translation stays English."""
    global _catalogue, _spoken  # noqa: PLW0603 one process speaks one language at a time
    _spoken = lang
    if lang == "en":
        _catalogue = gettext.NullTranslations()  # the messages themselves; looking for a file costs a millisecond
    else:
        _catalogue = gettext.translation("drill", Path(__file__).parent, [lang], fallback=True)


def spoken() -> str:
    """Return the language that is spoken now, for texts that bring their own translations."""
    return _spoken


def _(message: str) -> str:
    """Return `message` in the learner's language."""
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of the message that fits the number `n`."""
    return _catalogue.ngettext(singular, plural, n)


def language_name(lang: str) -> str:
    """Return what a language is called; its code where it is neither of the two that drill speaks."""
    return {"en": _("English"), "zh": _("Chinese")}.get(lang, lang)


def commas(names: Iterable[str]) -> str:
    """Return names side by side: "a, b", in Chinese "a、b"."""
    return _(", ").join(names)


def clauses(parts: Iterable[str]) -> str:
    """Return what could be sentences in one: "a; b", in Chinese "a；b"."""
    return _("; ").join(parts)


def paired(first: object, second: object) -> str:
    """Return one thing and what is said of it: "a, b", in Chinese "a，b", where "、" would make a list of them."""
    return _("{first}, {second}").format(first=first, second=second)


def labelled(label: object, text: object) -> str:
    """Return a text with what it is before it: "a: b", in Chinese "a：b"."""
    return _("{label}: {text}").format(label=label, text=text)


def aside(text: object) -> str:
    """Return what is put behind something in brackets: " (a)", in Chinese "（a）"."""
    return _(" ({text})").format(text=text)
