"""Bring the catalogues up to date with the messages in the source: `python tests/locale/catalogue.py`.

Run it from anywhere after a change of messages, translate what is empty in the .po file, run it again.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from drillcli.cli.learning import home
from drillcli.cli.table import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "drillcli"
PO = ROOT / "drillcli/locale/zh/LC_MESSAGES/drill.po"
MO = PO.with_suffix(".mo")
HEADER = r"""# Chinese words of drill. To bring this file and its .mo up to date: python tests/locale/catalogue.py
msgid ""
msgstr ""
"Language: zh\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""


def used() -> Iterator[str | tuple[str, ...]]:
    """Yield the messages in the source, in the order of the files, then what each command is said to do."""
    for _file, _line, message, _comments, _context in extract_from_dir(SOURCE, [("**.py", "python")]):
        if message:
            yield message
    for command in (home, *COMMANDS.values()):
        yield command.__doc__ or ""


def updated() -> Catalog:
    """Return the catalogue of the messages in use, with the translations that the .po file has."""
    catalogue = Catalog(locale="zh")
    written = read_po(BytesIO(PO.read_bytes()), locale="zh")
    for message in used():
        known = written.get(message)
        is_alike = known and isinstance(known.id, str) == isinstance(message, str)  # another one may be a plural now
        catalogue.add(message, known.string if known and is_alike else "")
    return catalogue


def po(catalogue: Catalog) -> bytes:
    """Return the catalogue as a .po file."""
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, no_location=True, sort_output=True)
    return HEADER.encode() + body.getvalue().lstrip()


def mo() -> bytes:
    """Return what the .po file compiles to."""
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(PO.read_bytes()), locale="zh"))
    return compiled.getvalue()


if __name__ == "__main__":
    PO.write_bytes(po(updated()))
    MO.write_bytes(mo())
