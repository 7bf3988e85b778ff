"""What leaves the machine encrypted: the key of a passphrase, and sealed batches that are bound to their place."""

import os
import zlib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from unicodedata import normalize

from drillcli.errors import DrillError
from drillcli.locale import _

SCRYPT = {"n": 2**17, "r": 8, "p": 1}
"""Cost of trying a passphrase: 128 MiB and some tenths of a second (OWASP Password Storage Cheat Sheet)."""
MOST_MEMORY = 2**30
"""What a repository may ask for to try a passphrase, in bytes."""
KEY_BYTES, SALT_BYTES, NONCE_BYTES = 32, 16, 12
LARGEST = 64_000_000
"""What a batch may unpack to, in bytes."""
CHECK = "drill-sync"


class Cipher(Protocol):
    """How batches of lines are written into files; each is bound to its `place`, a name that a reader knows."""

    def seal(self, batch: bytes, place: str) -> bytes:
        """Return whole lines as they stand in the file: again whole lines."""

    def unseal(self, lines: bytes, place: str) -> bytes:
        """Return what was sealed; raises DrillError for what was not, or elsewhere."""


class Open:
    """No encryption: the lines are what they are."""

    def seal(self, batch: bytes, place: str) -> bytes:  # noqa: ARG002
        """Return the batch."""
        return batch

    def unseal(self, lines: bytes, place: str) -> bytes:  # noqa: ARG002
        """Return the lines."""
        return lines


@dataclass(frozen=True, slots=True)
class Sealed:
    """AES-256-GCM: each batch is compressed and becomes one line in base64."""

    key: bytes

    def seal(self, batch: bytes, place: str) -> bytes:
        """Return the batch as one line."""
        nonce = os.urandom(NONCE_BYTES)
        return b64encode(nonce + _aes(self.key).encrypt(nonce, zlib.compress(batch), place.encode())) + b"\n"

    def unseal(self, lines: bytes, place: str) -> bytes:
        """Return the batches of some lines, one after the other; raises DrillError."""
        return b"".join(self._batch(line, place) for line in lines.splitlines())

    def _batch(self, line: bytes, place: str) -> bytes:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 an extra, loaded where it is used

        try:
            sealed = b64decode(line, validate=True)
            packed = _aes(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
            unpacking = zlib.decompressobj()
            batch = unpacking.decompress(packed, LARGEST)
        except (Base64Error, ValueError, InvalidTag, zlib.error):
            raise DrillError(_("{place}: cannot be decrypted with this passphrase").format(place=place)) from None
        if not unpacking.eof:
            raise DrillError(_("{place}: a part is too large").format(place=place))
        return batch


class Lock(NamedTuple):
    """What a repository says of its encryption: the costs and the salt of the key, and a check of it."""

    costs: dict[str, int]
    salt: bytes
    check: bytes

    def as_json(self) -> dict[str, Any]:
        """Return it as values of JSON."""
        texts = {"salt": b64encode(self.salt).decode(), "check": self.check.decode()}
        return {"cipher": "AES-256-GCM", "kdf": "scrypt", **self.costs, **texts}


def read_lock(values: Any) -> Lock:
    """Return the lock that a repository's JSON describes; raises DrillError for one that this drill does not know."""
    try:
        costs = {name: int(values[name]) for name in SCRYPT}
        known = (values["cipher"], values["kdf"]) == ("AES-256-GCM", "scrypt")
        if known and 0 < 128 * costs["n"] * costs["r"] * costs["p"] <= MOST_MEMORY:
            return Lock(costs, b64decode(values["salt"], validate=True), str(values["check"]).encode())
    except (KeyError, TypeError, ValueError):
        pass
    raise DrillError(_("this drill does not know the encryption of the shared repository; update drill"))


def new_lock(passphrase: str) -> tuple[Lock, Sealed]:
    """Return a lock for a passphrase, and what it opens."""
    salt = os.urandom(SALT_BYTES)
    cipher = Sealed(_derive(passphrase, salt, SCRYPT))
    return Lock(SCRYPT, salt, cipher.seal(CHECK.encode(), CHECK).strip()), cipher


def unlocked(lock: Lock, passphrase: str) -> Sealed:
    """Return what a passphrase opens; raises DrillError for a wrong one."""
    cipher = Sealed(_derive(passphrase, lock.salt, lock.costs))
    if not fits(lock, cipher):
        raise DrillError(_("the passphrase is wrong: it is the one that was chosen with `drill sync init --encrypt`"))
    return cipher


def fits(lock: Lock, cipher: Sealed) -> bool:
    """Tell whether a key is that of a lock."""
    try:
        return cipher.unseal(lock.check, CHECK) == CHECK.encode()
    except DrillError:
        return False


def _derive(passphrase: str, salt: bytes, costs: dict[str, int]) -> bytes:
    _aes(b"\0" * KEY_BYTES)
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415 an extra

    return Scrypt(salt=salt, length=KEY_BYTES, **costs).derive(normalize("NFC", passphrase).encode())


def _aes(key: bytes) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 an extra
    except ImportError:
        text = _("encryption needs the package cryptography: pip install 'drillcli[sync]'")
        raise DrillError(text) from None
    return AESGCM(key)
