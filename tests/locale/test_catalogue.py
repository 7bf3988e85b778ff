"""The Chinese catalogue holds every message, and its compiled form is the one that ships."""

import gettext
import re
from io import BytesIO
from unicodedata import east_asian_width

import catalogue
import pytest
from babel.messages.pofile import read_po

from drillcli.locale import _, ngettext, set_language


def translations(compiled: bytes) -> dict[object, str]:
    read = gettext.GNUTranslations(BytesIO(compiled))
    return {key: text for key, text in read._catalog.items() if key}


def test_the_compiled_catalogue_is_what_the_text_one_compiles_to():
    """Forgetting to compile is an error here, not a missing word on the screen."""
    assert translations(catalogue.MO.read_bytes()) == translations(catalogue.mo())


def test_the_catalogue_is_up_to_date_with_the_source():
    """Every message in the source is in the .po file, and none that is gone; see catalogue.py for the cure."""
    assert catalogue.PO.read_bytes() == catalogue.po(catalogue.updated())


def test_every_message_is_translated():
    """No message, no error and no line of --help stays English in Chinese."""
    messages = [m for m in read_po(BytesIO(catalogue.PO.read_bytes()), locale="zh") if m.id]
    assert len(messages) > 1000
    assert [m.id for m in messages if not all([m.string] if isinstance(m.string, str) else m.string)] == []


def test_translations_keep_the_placeholders():
    """A translation names the same values as the message, so that format() finds them all."""
    for message in read_po(BytesIO(catalogue.PO.read_bytes()), locale="zh"):
        ids = [message.id] if isinstance(message.id, str) else message.id
        texts = [message.string] if isinstance(message.string, str) else message.string
        for text in texts if message.id else ():
            assert placeholders(text) in [placeholders(form) for form in ids], message.id


def placeholders(text: str) -> set[str]:
    """Return what format() puts into a text; a message that is never formatted may have a lone brace."""
    return set(re.findall(r"\{(\w+)", text.replace("{{", "")))


@pytest.mark.parametrize(("lang", "word", "days"), [("en", "Good", "again in 4 days"), ("zh", "良好", "4 天后再问")])
def test_the_words_of_a_sitting_exist_in_both_languages(lang: str, word: str, days: str):
    """set_language() switches the words at once."""
    set_language(lang)
    assert _("Good") == word
    assert ngettext("again in {n} day", "again in {n} days", 4).format(n=4) == days


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help_fits_80_columns_in_both_languages(drill, lang: str):
    """Every line of every --help has at most 80 columns, Chinese characters counting two."""
    texts = [drill("--help", "--lang", lang).out] + [drill(c, "--help", "--lang", lang).out for c in catalogue.COMMANDS]
    lines = [line for text in texts for line in text.splitlines()]
    assert len(lines) > 200
    assert [line for line in lines if sum(2 if east_asian_width(c) in "WF" else 1 for c in line) > 80] == []
