"""`drill new`: begins a deck."""

from collections.abc import Sequence
from unicodedata import normalize

from drillcli.commands.check import speak
from drillcli.commands.naming import shown
from drillcli.config import Environment
from drillcli.deckfile.find import find_decks, is_path
from drillcli.deckfile.write import clean, head, replace_file
from drillcli.errors import DrillError, ExitCode, UsageError
from drillcli.extract.draft_language import language
from drillcli.importers.naming import is_slug, slug
from drillcli.locale import _
from drillcli.locale.reasons import reason_of
from drillcli.model import Text
from drillcli.visible import one_line

OTHER = {"en": "zh", "zh": "en"}


def run(env: Environment, name: str, titles: Sequence[str] = ()) -> int:
    """Write a deck without notes into `decks` of the current folder, if there is one, else of the data folder.

    Its path goes to stdout. In a terminal the title is asked for when none is given; two titles are one in each
    language. Raises UsageError for a name that no deck may have, DrillError where there is such a deck.
    """
    speak(env)
    name = normalize("NFC", name)
    folder = env.cwd / "decks" if (env.cwd / "decks").is_dir() else env.home / "decks"
    path = folder / f"{name}.yaml"
    check_name(name)
    there = find_decks(env.cwd, env.home).get(name)
    if there or path.exists():
        text = _("there is a deck {deck} already: {path}; `drill add {deck}` adds to it")
        raise DrillError(text.format(deck=name, path=shown(there.path if there else path, env.cwd)))
    title = by_language(titles) if titles or not env.is_at_terminal else asked(env, name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(path, [head(title or name), example(title, name)])
    except OSError as error:
        text = _("{path} cannot be written ({reason}); make the folder writable")
        raise DrillError(text.format(path=path, reason=reason_of(error))) from None
    env.stdout.write(one_line(shown(path, env.cwd)) + "\n")
    env.stderr.write(_("the deck is begun; now `drill add {deck}` adds cards").format(deck=name) + "\n")
    return ExitCode.DONE


def check_name(name: str) -> None:
    """Raise UsageError for a name that a deck's file should not have; it names one that would do."""
    if is_slug(name) and not is_path(name):
        return
    if is_path(name):
        text = _("{name}: give the name alone, without folder and suffix, such as {near}")
    else:
        text = _(
            '{name}: a deck\'s name has letters, digits, "-", "_" and ".", begins and ends with a letter or digit,'
            " is short and no device of Windows (con, nul); {near} would do"
        )
    stem = name.rpartition("/")[2].removesuffix(".yaml").removesuffix(".yml")
    raise UsageError(text.format(name=name, near=slug([stem])))


def by_language(titles: Sequence[str]) -> str | Text:
    """Return the title that a deck file has; raises UsageError for what is no title, or not one in each language."""
    told = [clean(title).strip() for title in titles]
    if not all(told):
        raise UsageError(_("--title is empty: write one, or leave it out"))
    if len(told) < 2:
        return "".join(told)
    found = {language(title): title for title in told}
    if len(told) > 2 or set(found) != set(OTHER):
        raise UsageError(_("two titles are one in English and one in Chinese"))
    return {lang: found[lang] for lang in OTHER}


def asked(env: Environment, name: str) -> str | Text:
    """Ask for the title, and for the one in the other language; raises DrillError when the terminal is closed."""
    title = answer(env, _("Title ({deck} when left empty): ").format(deck=name)) or name
    names = {"en": _("English"), "zh": _("Chinese")}
    own = language(title) or "en"
    other = answer(
        env,
        _("Title in {language}, for a deck in two languages (may be left empty): ").format(language=names[OTHER[own]]),
    )
    said = {own: title, OTHER[own]: other}
    return {lang: said[lang] for lang in OTHER} if other else title


def answer(env: Environment, question: str) -> str:
    """Return the line that the person in the terminal writes."""
    env.stderr.write(question)
    env.stderr.flush()
    line = env.stdin.readline()
    if not line:
        raise DrillError(_("nothing was written"))
    return clean(line).strip()


def example(title: str | Text, name: str) -> str:
    """Return a note in a comment, in the languages of the title."""
    words = [_("A note, to copy; `drill add {deck}` writes them for you:").format(deck=name), ""]
    if isinstance(title, str):
        note = ["- id: capital-of-france", "  q: " + _("What is the capital of France?"), "  a: " + _("Paris")]
    else:
        note = [
            "- id: capital-of-france",
            "  q: {en: What is the capital of France?, zh: 法国的首都是哪里？}",
            "  a: {en: Paris, zh: 巴黎}",
        ]
    return "\n" + "".join(f"  # {line}".rstrip() + "\n" for line in [*words, *note])
