"""What an act changed."""

from __future__ import annotations

from spanloop.core.changes import Changes


def test_nothing_changed_is_false() -> None:
    assert not Changes()
    assert Changes("mark ARM", frozenset({"a"}), frozenset({"mentions"}), frozenset({"m"}))


def test_changes_add_up_and_keep_the_first_name() -> None:
    one = Changes("mark ARM", frozenset({"a"}), frozenset({"mentions"}), frozenset({"m"}))
    two = Changes("add STRIKE", frozenset({"b"}), frozenset({"events"}), frozenset({"e"}), frozenset({"b"}))
    both = one | two
    assert both.act == "mark ARM"
    assert both.articles == {"a", "b"}
    assert both.kinds == {"mentions", "events"}
    assert both.marks == {"m", "e"}
    assert both.completed == {"b"}
    assert Changes() | two == two
