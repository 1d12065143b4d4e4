"""What the collector of cycles passes over, and for how long."""

from __future__ import annotations

import gc

import pytest

from spanloop.core.collecting import spared


def test_what_is_there_is_spared_for_the_block_alone() -> None:
    before = gc.get_freeze_count()
    with spared():
        assert gc.get_freeze_count() > before + 1000
    assert gc.get_freeze_count() <= before
    with pytest.raises(KeyError), spared():
        raise KeyError
    assert gc.get_freeze_count() <= before
