"""The fewest keys from where the cursor stands to words of the text, as somebody finds them who knows all ways.

The ways are tried in thought, by the very moves of the canvas on a copy of its cursor; what is pressed in the end are
real keys, and whether they led there is looked at again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from typing import Any

from spanloop.core.marks import Fragments
from spanloop.gui.canvas.cursor import Cursor
from spanloop.gui.canvas.moves import Moves
from spanloop.gui.canvas.standing import mark_beyond
from spanloop.gui.canvas.words import Span

#: Farther than this nobody walks: the search field is nearer.
_FAR = 10
_State = tuple[Any, ...]
_Move = Callable[[Moves], None]


def _moves(*, rtl: bool) -> dict[str, _Move]:
    """Name of the key -> what it does; those with Shift select."""
    on = -1 if rtl else 1
    ways: dict[str, Callable[[Moves, bool], None]] = {
        "Right": lambda m, x: m.word(on, extend=x),
        "Left": lambda m, x: m.word(-on, extend=x),
        "Ctrl+Right": lambda m, x: m.sentence(on, extend=x),
        "Ctrl+Left": lambda m, x: m.sentence(-on, extend=x),
        "Down": lambda m, x: m.line(1, extend=x),
        "Up": lambda m, x: m.line(-1, extend=x),
        "Home": lambda m, x: m.line_edge(-1, extend=x),
        "End": lambda m, x: m.line_edge(1, extend=x),
        "Ctrl+Down": lambda m, x: m.paragraph(1, extend=x),
        "Ctrl+Up": lambda m, x: m.paragraph(-1, extend=x),
        "Ctrl+Home": lambda m, x: m.article_edge(-1, extend=x),
        "Alt+Right": lambda m, x: m.character(on, extend=x),
        "Alt+Left": lambda m, x: m.character(-on, extend=x),
    }
    found: dict[str, _Move] = {key: lambda m, go=go: go(m, False) for key, go in ways.items()}
    for key in ("Right", "Left", "Ctrl+Right", "End", "Down", "Alt+Right", "Alt+Left"):
        held = f"{key.replace(key.split('+')[-1], '')}Shift+{key.split('+')[-1]}"
        found[held] = lambda m, go=ways[key]: go(m, True)
    for key, direction in ((")", 1), ("(", -1)):
        found[key] = lambda m, by=direction: _step_mark(m, by)
    return found


def _step_mark(moves: Moves, direction: int) -> None:
    mark = mark_beyond(moves.document, moves.cursor, direction)
    if mark is not None:
        moves.cursor.rest_on(mark)


def way_to(canvas: Any, target: Fragments) -> list[str] | None:
    """Keys after which the cursor covers just these words; None where they are far, or cut words in an odd way."""
    begin = Moves(canvas._document, replace(canvas._cursor))
    begin._aim = canvas._moves._aim
    ways = _moves(rtl=canvas.view.article.language in {"ar", "fa", "he"})
    room = _room(begin.cursor, target)
    seen: set[_State] = {_state(begin)}
    queue: deque[tuple[Moves, tuple[str, ...]]] = deque([(begin, ())])
    while queue:
        moves, keys = queue.popleft()
        if moves.cursor.fragments() == target:
            return list(keys)
        if len(keys) >= _FAR:
            continue
        for key, after in _steps(moves, ways, room):
            state = _state(after)
            if state not in seen:
                seen.add(state)
                queue.append((after, (*keys, key)))
    return None


def _steps(moves: Moves, ways: dict[str, _Move], room: Span) -> Iterator[tuple[str, Moves]]:
    """Where each key leads. Selections and single characters are of use only within the words that are wanted."""
    for key, way in ways.items():
        if "Alt" in key and not _within(moves.cursor.span(), room):
            continue
        after = copy(moves)
        after.cursor = replace(moves.cursor)
        way(after)
        if ("Shift" in key or "Alt" in key) and not _within(after.cursor.span(), room):
            continue
        yield key, after


def _room(cursor: Cursor, target: Fragments) -> Span:
    """The words that the target touches, from the first to the last."""
    first, last = cursor.words.at(target[0][0]), cursor.words.at(target[-1][1] - 1)
    return (first or target[0])[0], (last or target[-1])[1]


def _within(span: Span, room: Span) -> bool:
    return room[0] <= span[0] and span[1] <= room[1]


def _state(moves: Moves) -> _State:
    cursor = moves.cursor
    return cursor.anchor, cursor.head, cursor.explicit, cursor.mark.uid if cursor.mark else "", moves._aim
