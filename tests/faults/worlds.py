"""The worlds of this run of the tests: each is made once, when it is first asked for, and every test puts it back."""

import functools
import tempfile
from pathlib import Path

import pytest
from old_versions import build_old
from shim import missing
from world import build, build_shared


@functools.cache
def world() -> Path:
    """Return the folder of a world as `build` makes it; skips the test where the shim cannot be used."""
    if missing():
        pytest.skip(missing())
    folder = Path(tempfile.mkdtemp(prefix="world-")).resolve()
    build(folder)
    return folder


@functools.cache
def shared_world() -> Path:
    """Return the same folder, with what two machines share."""
    build_shared(world())
    return world()


@functools.cache
def old_world() -> Path:
    """Return the same folder, with what each earlier drill wrote."""
    build_old(world())
    return world()
