"""Uids and instants."""

from __future__ import annotations

import re
from uuid import UUID

from spanloop.core.ids import new_uid, now


def test_uids_are_uuid7_and_in_order_of_making() -> None:
    made = [new_uid() for _ in range(2000)]
    assert all(len(uid) == 36 and UUID(uid).version == 7 for uid in made)
    assert len(set(made)) == len(made)
    assert made == sorted(made)


def test_instants_are_utc_with_milliseconds() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", now())
