"""Mutations that keep the outer form of a file: its YAML, JSON, cells, ZIP members, tables, protobuf fields."""

import csv
import io
import json
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import nasty
import yaml
import zstandard

ZSTD = zstandard.FRAME_HEADER


def yaml_tree(rng: Random, data: bytes) -> bytes:
    """Change nodes of a YAML document, and write it in a style of its own."""
    try:
        tree = yaml.load(data, yaml.BaseLoader)  # noqa: S506 it makes texts of everything
    except (yaml.YAMLError, UnicodeDecodeError, ValueError):
        return data
    if isinstance(tree, dict) and isinstance(tree.get("notes"), list):
        tree = {**tree, "notes": rng.sample(tree["notes"], min(len(tree["notes"]), 8))}
    style = {"default_flow_style": rng.choice((True, False, None)), "width": rng.choice((20, 80, 10_000))}
    made = yaml.dump(nasty.changed(rng, tree), allow_unicode=rng.random() < 0.8, sort_keys=False, **style)
    return made.encode("utf-8", "surrogatepass")


def json_tree(rng: Random, data: bytes) -> bytes:
    """Change nodes of a JSON document."""
    try:
        tree = nasty.changed(rng, json.loads(data))
    except ValueError:
        return data
    return json.dumps(tree, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")


def cells(rng: Random, data: bytes) -> bytes:
    """Change cells of a table, and part them by something else."""
    rows = [line.split(rng.choice(",\t;")) for line in data.decode("utf-8", "replace").splitlines()] or [[""]]
    for _ in range(rng.choice((1, 3, 20))):
        row = rng.choice(rows)
        at = rng.randrange(len(row) + 1)
        row[at : at + rng.randrange(3)] = [nasty.text(rng, row[at] if at < len(row) else "")]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=rng.choice(",\t;|"), quoting=rng.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)))
    with suppress(csv.Error):
        writer.writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def blocks(rng: Random, data: bytes) -> bytes:
    """Move, repeat, quote and indent the blocks between blank lines."""
    made = data.split(b"\n\n")
    for _ in range(rng.choice((1, 3, 10))):
        at = rng.randrange(len(made))
        mark = rng.choice((b"> ", b"    ", b"- ", b"1. ", b"# ", b"Q: ", b"A: ", b"| ", b"<details>", b"\t", b"``` "))
        made[at] = rng.choice((mark + made[at].replace(b"\n", b"\n" + mark), made[at] + made[rng.randrange(len(made))]))
        other = rng.randrange(len(made))
        made[at], made[other] = made[other], made[at]
    return b"\n\n".join(made)


def tables(rng: Random, data: bytes, folder: Path) -> bytes:
    """Change rows and columns of an SQLite database."""
    path = folder / "made.db"
    path.write_bytes(data)
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
        connection.create_collation("unicase", lambda one, two: (one > two) - (one < two))
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for _ in range(rng.choice((1, 2, 5))):
            table = rng.choice(names)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            with suppress(sqlite3.Error):
                _alter(rng, connection, table, rng.choice(columns or ["x"]))
        connection.commit()
    return path.read_bytes()


def _alter(rng: Random, connection: sqlite3.Connection, table: str, column: str) -> None:
    some = rng.choice(("1", "rowid % 2 = 0", "rowid % 5 = 0"))
    old = connection.execute(f"SELECT {column} FROM {table} LIMIT 1 OFFSET {rng.randrange(3)}").fetchone()  # noqa: S608
    act = rng.randrange(10)
    if act == 0:
        connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    elif act == 1:
        connection.execute(f"DELETE FROM {table} WHERE {some}")  # noqa: S608
    elif act == 2:
        connection.execute(f"ALTER TABLE {table} RENAME TO {table}x")
    else:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {some}", (_value(rng, old[0] if old else None),))  # noqa: S608


def _value(rng: Random, old: Any) -> Any:
    if isinstance(old, str) and old[:1] in "{[":
        with suppress(ValueError):
            return json.dumps(nasty.changed(rng, json.loads(old)))
    if isinstance(old, bytes) and rng.random() < 0.7:
        return message(rng, old)
    if isinstance(old, str) and rng.random() < 0.7:
        return nasty.text(rng, old).encode("utf-8", "replace").decode()
    return rng.choice((None, 0, -1, 1, 2**62, -(2**63), 0.5, 1e300, "", "x", b"", b"\xff\x00", rng.choice(nasty.WORDS)))


def message(rng: Random, data: bytes) -> bytes:
    """Change, drop or repeat a field of a protobuf message, or write a length that lies."""
    fields = _fields(data)
    if not fields or rng.random() < 0.2:
        return nasty.mutated(rng, data, [data])
    at = rng.randrange(len(fields))
    act = rng.randrange(4)
    if act == 0:
        del fields[at]
    elif act == 1:
        fields[at:at] = [fields[at]] * rng.choice((1, 50))
    elif act == 2:
        fields[at] = fields[at][:1] + nasty.mutated(rng, fields[at][1:], [data])
    else:
        length = rng.choice((b"\xff" * 9 + b"\x01", b"\xff" * 20, b"\x05ab"))
        fields[at] = bytes([rng.randrange(256)]) + length + fields[at]
    return b"".join(fields)


def _fields(data: bytes) -> list[bytes]:
    """Return the fields of a message as they stand; what is no message ends the list."""
    found, at = [], 0
    while at < len(data):
        start = at
        kind = data[at] & 7
        at += 1
        length = 0
        for shift in range(0, 70, 7):
            if at >= len(data):
                return found
            length |= (data[at] & 0x7F) << shift
            at += 1
            if not data[at - 1] & 0x80:
                break
        at += length if kind == 2 else 0
        found.append(data[start:at])
    return found


def members(rng: Random, data: bytes, folder: Path) -> bytes:
    """Change, drop, rename or add a member of a ZIP file; what zstd had packed is packed again."""
    try:
        with ZipFile(io.BytesIO(data)) as old:
            made = {name: old.read(name) for name in old.namelist()}
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return data
    for _ in range(rng.choice((1, 1, 2))):
        name = rng.choice(list(made))
        if rng.random() < 0.1:
            content = made.pop(name)
            if rng.random() < 0.5:
                other = rng.choice(("collection.anki2", "collection.anki21", "../x", "media", "1", name.upper()))
                made[other] = content
            break
        made[name] = _member(rng, made[name], folder)
    out = io.BytesIO()
    with ZipFile(out, "w", rng.choice((ZIP_DEFLATED, ZIP_STORED))) as new:
        for name, content in made.items():
            new.writestr(ZipInfo(name), content)
    return out.getvalue()


def _member(rng: Random, data: bytes, folder: Path) -> bytes:
    packed = data.startswith(ZSTD)
    if packed and rng.random() < 0.1:
        return nasty.mutated(rng, data, [data])
    try:
        inner = zstandard.decompress(data, 64 << 20) if packed else data
    except zstandard.ZstdError:  # it was changed before
        return data
    if inner.startswith(b"SQLite format 3\0") and rng.random() < 0.75:
        inner = tables(rng, inner, folder)
    elif inner[:1] in (b"{", b"["):
        inner = json_tree(rng, inner)
    elif inner.startswith(b"SQLite format 3\0"):
        inner = pages(rng, inner)
    else:
        inner = message(rng, inner)
    return zstandard.compress(inner, 1) if packed else inner


def pages(rng: Random, data: bytes) -> bytes:
    """Change bytes of an SQLite database, swap its pages, or break it off."""
    made = bytearray(data)
    size = 4096
    for _ in range(rng.choice((1, 5, 100))):
        start = rng.randrange(max(len(made) // size, 1)) * size
        within = rng.choice((8, 100, size))  # headers of pages more often than their content
        made[min(start + rng.randrange(within), len(made) - 1)] = rng.randrange(256)
    if rng.random() < 0.2:
        one, other = (rng.randrange(max(len(made) // size, 1)) * size for _ in range(2))
        made[one : one + size], made[other : other + size] = made[other : other + size], made[one : one + size]
    return bytes(made[: rng.randrange(len(made))] if rng.random() < 0.1 else made)
