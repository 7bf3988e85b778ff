"""Every message in the learner's language, through gettext catalogues."""

import gettext
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
