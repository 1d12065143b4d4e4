"""What an act of the window is, and when it can be done. The acts themselves stand in action_table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from spanloop.core.schema import EntityLabel, EventType, Schema
from spanloop.gui.keys import is_shared

PageName = Literal["annotate", "train", "judge"]
_DESK_GROUPS = frozenset({"Edit", "Mark", "Article", "Zones", "Labels", "Event types"})
_DESK_ACTS = frozenset({"view.zoom_in", "view.zoom_out", "view.zoom_reset"})
_ELSEWHERE = "That is done on the page Annotate."


@dataclass(frozen=True, slots=True)
class Situation:
    """What is so in the window just now; an action's `when` asks it.

    page: which one is shown; the acts of the desk can be done there only.
    suggestion, own_mark: one stands under the cursor. cut: that own mark cuts a word.
    suggestions: undecided in this article. event: one has focus.
    selection: words were selected on purpose. complete: layers of this article that are complete. proposed_zones: those
    of this article that nobody confirmed. marked: there is a mark in the project that a training could learn from.
    """

    page: PageName = "annotate"
    project: bool = False
    article: bool = False
    articles: bool = False
    suggestion: bool = False
    own_mark: bool = False
    event: bool = False
    selection: bool = False
    composing: bool = False
    suggestions: int = 0
    events: int = 0
    problems: int = 0
    cut: bool = False
    proposed_zones: int = 0
    undo: str | None = None
    redo: str | None = None
    state: str = ""
    training: bool = False
    exchanging: bool = False
    extractor: bool = False
    marked: bool = False


When = Callable[[Situation], bool]


@dataclass(frozen=True, slots=True)
class Action:
    """One act. keys: portable names ("Ctrl+Shift+Z", "Tab", "a"); the first is shown.

    Keys with Ctrl or Alt and function keys work in the whole window; the others only where the text has focus, so that
    they never eat what is typed into a field. group: heading in menus, palette and cheat sheet. when: whether it can be
    run now; unless: the sentence that says why not. icon: name in resources/icons. menu: False keeps it off the menus.
    """

    id: str
    name: str
    group: str
    help: str
    keys: tuple[str, ...] = ()
    when: When = lambda _: True
    unless: str = ""
    icon: str = ""
    menu: bool = True
    also: str = ""

    @property
    def of_desk(self) -> bool:
        """Whether it is about the article on the desk, and can be done on that page only."""
        return self.group in _DESK_GROUPS or self.id in _DESK_ACTS

    def possible(self, now: Situation) -> bool:
        """Whether it can be run now."""
        return not self.why_not(now)

    def why_not(self, now: Situation) -> str:
        """The sentence that says why it cannot be run now, "" when it can."""
        if self.of_desk and now.page != "annotate":
            return _ELSEWHERE
        return "" if self.when(now) else self.unless

    @property
    def in_whole_window(self) -> bool:
        return is_window_key(self.keys[0]) if self.keys else False


def is_window_key(key: str) -> bool:
    """Whether a key is a shortcut of the whole window rather than one of the text."""
    return key.startswith(("Ctrl+", "Alt+")) or (key[:1] == "F" and key[1:].isdigit())


#: Why an act on an article cannot be done while there is none.
NO_ARTICLE = "No article is open."


def has_article(now: Situation) -> bool:
    """Whether an article is on the desk."""
    return now.article


LABEL_PREFIX = "label:"
EVENT_PREFIX = "type:"


def schema_actions(schema: Schema) -> tuple[Action, ...]:
    """One action for each entity label and each event type, with its key from the schema."""
    labels = (_marking(f"{LABEL_PREFIX}{item.label}", f"Mark {item.label}", "Labels", item) for item in schema.entities)
    types = (
        _marking(f"{EVENT_PREFIX}{item.type}", f"Event {item.type}", "Event types", item) for item in schema.events
    )
    return (*labels, *types)


def _marking(action_id: str, name: str, group: str, item: EntityLabel | EventType) -> Action:
    keys = (item.key,) if item.key else ()
    icon = "mention" if isinstance(item, EntityLabel) else "event"
    return Action(action_id, name, group, item.help.gloss, keys, has_article, NO_ARTICLE, icon, menu=False)


def clashes(actions: Iterable[Action]) -> list[tuple[str, str, str]]:
    """(key, id, id) of actions that want one key. Backspace alone is shared: it rejects, or removes an own mark."""
    owner: dict[str, str] = {}
    found: list[tuple[str, str, str]] = []
    for action in actions:
        for key in action.keys:
            if key in owner and not is_shared(key):
                found.append((key, owner[key], action.id))
            owner.setdefault(key, action.id)
    return found
