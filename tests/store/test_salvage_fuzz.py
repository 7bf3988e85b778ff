"""Whatever the bytes of a database are: salvage gives a sound one, or one line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from salvage_cases import PAGE, is_sound, make_collection

from drillcli.errors import StoreError
from drillcli.store.salvage import salvage


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / "drill.db"
    make_collection(path, cards=60).close()
    return path


@given(st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_bytes(small, tmp_path, data):
    """Any damage gives a sound database or one line: splices, repeats, swaps, flipped bits, in the file and its log."""
    content = bytearray(small.read_bytes())
    rng = data.draw(st.randoms(use_true_random=False))
    for _blow in range(data.draw(st.integers(1, 30))):
        at, length = rng.randrange(len(content)), rng.choice((1, 4, 30, PAGE, 3 * PAGE))
        blow = data.draw(st.sampled_from(["noise", "flip", "cut", "repeat", "swap", "ones"]))
        part = bytes(content[at : at + length])
        other = rng.randrange(len(content))
        if blow == "noise":
            content[at : at + length] = rng.randbytes(len(part))
        elif blow == "flip":
            content[at] ^= 1 << rng.randrange(8)
        elif blow == "cut" and len(content) > 20 * PAGE:
            del content[at : at + length]
        elif blow == "repeat":
            content[other:other] = part
        elif blow == "swap":
            content[other : other + len(part)] = part
        else:
            content[at : at + length] = b"\xff" * len(part)
    (tmp_path / "x.db").write_bytes(content)
    try:
        salvage(tmp_path / "x.db", tmp_path / "y.db")
    except StoreError:
        return
    assert is_sound(tmp_path / "y.db")
