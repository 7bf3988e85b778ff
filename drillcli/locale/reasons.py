"""Why something would not: what the system, a library or git says in English, in the learner's language."""

import errno
import re
from functools import cache

from drillcli.locale import _


def N_(message: str) -> str:  # noqa: N802 the name by which gettext's tools find a message that is looked up later
    """Return `message`, for the catalogue to have it."""
    return message


SYSTEM = {
    errno.E2BIG: N_("Argument list too long"),
    errno.EACCES: N_("Permission denied"),
    errno.EADDRINUSE: N_("Address already in use"),
    errno.EAGAIN: N_("Resource temporarily unavailable"),
    errno.EBUSY: N_("Device or resource busy"),
    errno.ECONNREFUSED: N_("Connection refused"),
    errno.ECONNRESET: N_("Connection reset by peer"),
    errno.EDQUOT: N_("Disk quota exceeded"),
    errno.EEXIST: N_("File exists"),
    errno.EFBIG: N_("File too large"),
    errno.EHOSTUNREACH: N_("No route to host"),
    errno.EINVAL: N_("Invalid argument"),
    errno.EIO: N_("Input/output error"),
    errno.EISDIR: N_("Is a directory"),
    errno.ELOOP: N_("Too many levels of symbolic links"),
    errno.EMFILE: N_("Too many open files"),
    errno.ENAMETOOLONG: N_("File name too long"),
    errno.ENETUNREACH: N_("Network is unreachable"),
    errno.ENFILE: N_("Too many open files in system"),
    errno.ENODEV: N_("No such device"),
    errno.ENOENT: N_("No such file or directory"),
    errno.ENOEXEC: N_("Exec format error"),
    errno.ENOLCK: N_("No locks available"),
    errno.ENOMEM: N_("Cannot allocate memory"),
    errno.ENOSPC: N_("No space left on device"),
    errno.ENOTDIR: N_("Not a directory"),
    errno.ENOTEMPTY: N_("Directory not empty"),
    errno.ENXIO: N_("No such device or address"),
    errno.EOPNOTSUPP: N_("Operation not supported"),
    errno.EPERM: N_("Operation not permitted"),
    errno.EPIPE: N_("Broken pipe"),
    errno.EROFS: N_("Read-only file system"),
    errno.ESTALE: N_("Stale file handle"),
    errno.ETIMEDOUT: N_("Connection timed out"),
    errno.ETXTBSY: N_("Text file busy"),
    errno.EXDEV: N_("Invalid cross-device link"),
}
"""What an error number of the system means, in the words of Linux; other systems have the same numbers' names."""

LIBRARIES = (
    # SQLite (sqlite.org/rescode.html), and its integrity check
    N_("database disk image is malformed"),
    N_("database or disk is full"),
    N_("disk I/O error"),
    N_("file is not a database"),
    N_("malformed database schema{rest}"),
    N_("no such column: {name}"),
    N_("no such table: {name}"),
    N_("out of memory"),
    N_("row {row} missing from index {index}"),
    N_("string or blob too big"),
    N_("unable to open database file"),
    N_("wrong # of entries in index {index}"),
    # zipfile, zlib, gzip
    N_("Bad CRC-32 for file {name}"),
    N_("Bad magic number for file header"),
    N_("CRC check failed{rest}"),
    N_("Compressed file ended before the end-of-stream marker was reached"),
    N_("Error {number} while decompressing data: {rest}"),
    N_("File is not a zip file"),
    N_("Not a gzipped file{rest}"),
    N_("Truncated file header"),
    # json
    N_("Expecting ',' delimiter"),
    N_("Expecting ':' delimiter"),
    N_("Expecting property name enclosed in double quotes"),
    N_("Expecting value"),
    N_("Extra data"),
    N_("Illegal trailing comma before end of {what}"),
    N_("Invalid \\escape"),
    N_("Invalid \\uXXXX escape"),
    N_("Invalid control character at"),
    N_("Unterminated string starting at"),
    # csv, shlex, paths, Pillow
    N_("No closing quotation"),
    N_("No escaped character"),
    N_("cannot identify image file{rest}"),
    N_("embedded null byte"),
    N_("embedded null character"),
    N_("field larger than field limit ({most})"),
    N_("image file is truncated{rest}"),
    N_("line contains NUL"),
    # git
    N_("'{place}' does not appear to be a git repository"),
    N_("Authentication failed for '{place}'"),
    N_("Could not read from remote repository"),
    N_("Unable to create '{path}': File exists"),
    N_("could not read Password for '{place}': terminal prompts disabled"),
    N_("could not read Username for '{place}': terminal prompts disabled"),
    N_("couldn't find remote ref {ref}"),
    N_("detected dubious ownership in repository at '{place}'"),
    N_("not a git repository: '{place}'"),
    N_("repository '{place}' does not exist"),
    N_("repository '{place}' not found"),
    N_("ssh: Could not resolve hostname {host}: {rest}"),
    N_("unable to access '{place}': Could not resolve host: {host}"),
    N_("unable to access '{place}': {rest}"),
    N_("{user}: Permission denied ({how})"),
)  # fmt: skip
"""What libraries and git say, with names for what they put into it. Of several that fit, the first one counts."""


def reason_of(error: BaseException) -> str:
    """Return why something failed, without the file that a message names already."""
    if isinstance(error, OSError):
        known = SYSTEM.get(error.errno or 0)
        return _(known) if known else quoted(error.strerror or str(error))
    return quoted(str(error) or type(error).__name__)


def quoted(said: str) -> str:
    """Return what a program or library said: in the learner's language where it is known, else as a quotation."""
    for message in LIBRARIES:
        if found := _pattern(message).fullmatch(said):
            return _(message).format(**found.groupdict())
    system = _(said) if said in SYSTEM.values() else said
    return system if system != said else _("{said}").format(said=said)


@cache
def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(message)), re.DOTALL)
