"""What an act of the window is, and when it can be done. The acts themselves stand in action_table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from spanloop.core.schema import EntityLabel, EventType, LinkType, Schema
from spanloop.gui.keys import is_window_key
from spanloop.gui.sequences import share_out

PageName = Literal["annotate", "train", "judge", "copies"]
_DESK_GROUPS = frozenset({"Edit", "Mark", "Article", "Zones", "Labels", "Event types", "Links"})
_DESK_ACTS = frozenset({
    "view.zoom_in", "view.zoom_out", "view.zoom_reset", "view.wider", "view.narrower", "view.looser", "view.tighter",
    "view.patterns", "view.fold",
})  # fmt: skip
#: What goes on while its key is held: steps, and what shows at once how far it went. All else waits for another press,
#: so that a key that was held too long does not accept what nobody read, or complete one article after the other.
WHILE_HELD = frozenset({
    "edit.undo", "edit.redo", "find.next", "find.previous", "mark.grow", "mark.shrink", "mark.grow_start",
    "mark.shrink_start", "mark.next", "mark.previous", "suggestion.next", "suggestion.previous",
    "suggestion.threshold_up", "suggestion.threshold_down", "event.next", "event.previous", "problem.next",
    "article.next", "article.previous", "view.zoom_in", "view.zoom_out", "view.wider", "view.narrower", "view.looser",
    "view.tighter", "copies.next", "copies.previous",
})  # fmt: skip
_ELSEWHERE = "That is done on the page Annotate."
#: Where copies are compared, marks are written too.
_WITH_COPIES = frozenset({"edit.undo", "edit.redo"})
_NO_COPIES = "That is done where copies are compared."


@dataclass(frozen=True, slots=True)
class Situation:
    """What is so in the window just now; an action's `when` asks it.

    page: which one is shown; the acts of the desk can be done there only.
    suggestion, own_mark: one stands under the cursor. cut: that own mark cuts a word.
    suggestions: undecided in this article. event: one has focus.
    selection: words were selected on purpose. complete: layers of this article that are complete. proposed_zones: those
    of this article that nobody confirmed. marked: there is a mark in the project that a training could learn from.
    copy: where copies are compared, one is chosen; copy_decided: it follows, or is ignored.
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
    copy: bool = False
    copy_decided: bool = False


When = Callable[[Situation], bool]
#: The keys that an action has now, by its id; the first is shown.
KeysOf = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Action:
    """One act. keys: portable names ("Ctrl+Shift+Z", "Tab", "a"); the first is shown.

    Keys with Ctrl or Alt and function keys work in the whole window; the others only where the text has focus, so that
    they never eat what is typed into a field. group: heading in menus, palette and cheat sheet. when: whether it can be
    run now; unless: the sentence that says why not. icon: name in resources/icons. menu: False keeps it off the menus.
    also: other words under which people look for it. shares: ids of actions that may have a key together with this one,
    because each answers in its own situation only. fixed: nobody can give it other keys.
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
    shares: tuple[str, ...] = ()
    fixed: bool = False

    @property
    def of_desk(self) -> bool:
        """Whether it is about the article on the desk, and can be done on that page only."""
        return self.group in _DESK_GROUPS or self.id in _DESK_ACTS

    @property
    def of_copies(self) -> bool:
        """Whether it is about a copy of a story, and can be done only where copies are compared."""
        return self.group == "Copies"

    @property
    def while_held(self) -> bool:
        """Whether it is done again and again while its key is held."""
        return self.id in WHILE_HELD

    def possible(self, now: Situation) -> bool:
        """Whether it can be run now."""
        return not self.why_not(now)

    def why_not(self, now: Situation) -> str:
        """The sentence that says why it cannot be run now, "" when it can."""
        if self.of_copies and now.page != "copies":
            return _NO_COPIES
        if self.of_desk and now.page != "annotate" and not (now.page == "copies" and self.id in _WITH_COPIES):
            return _ELSEWHERE
        return "" if self.when(now) else self.unless

    @property
    def in_whole_window(self) -> bool:
        return is_window_key(self.keys[0]) if self.keys else False


def no_keys(_: str) -> tuple[str, ...]:
    """Where nobody has said yet which keys there are."""
    return ()


def may_share(one: Action, other: Action) -> bool:
    """Whether both may answer to one key, each in its own situation: Backspace rejects, or removes an own mark; acts of
    the desk and those on copies are done on pages of their own."""
    apart = one.of_copies != other.of_copies and all(
        action.of_copies or (action.of_desk and action.id not in _WITH_COPIES) for action in (one, other)
    )
    return apart or other.id in one.shares or one.id in other.shares


#: Why an act on an article cannot be done while there is none.
NO_ARTICLE = "No article is open."
NO_PROJECT = "No project is open."


def has_article(now: Situation) -> bool:
    """Whether an article is on the desk."""
    return now.article


def has_project(now: Situation) -> bool:
    """Whether a project is open."""
    return now.project


LABEL_PREFIX = "label:"
EVENT_PREFIX = "type:"
LINK_PREFIX = "link:"


def schema_actions(schema: Schema, *, taken: Collection[str] | None = None) -> tuple[Action, ...]:
    """One action for each entity label, each event type and each link, with its key from the schema.

    taken: the keys that mean something in the text already; then those that have no key of their own get two keys, to
    be pressed one after the other. None: they go without.
    """
    labels = (_marking(f"{LABEL_PREFIX}{item.label}", f"Mark {item.label}", "Labels", item) for item in schema.entities)
    types = (
        _marking(f"{EVENT_PREFIX}{item.type}", f"Event {item.type}", "Event types", item) for item in schema.events
    )
    links = (_linking(item) for item in schema.links)
    found = (*labels, *types, *links)
    if taken is None:
        return found
    own = {key for action in found for key in action.keys}
    marking = (action for action in found if not action.id.startswith(LINK_PREFIX))
    keyless = [(action.id, action.id.partition(":")[2]) for action in marking if not action.keys]
    second = share_out(keyless, taken={*taken, *own})
    return tuple(replace(action, keys=(second[action.id],)) if action.id in second else action for action in found)


def _marking(action_id: str, name: str, group: str, item: EntityLabel | EventType) -> Action:
    keys = (item.key,) if item.key else ()
    icon = "mention" if isinstance(item, EntityLabel) else "event"
    return Action(action_id, name, group, item.help.gloss, keys, has_article, NO_ARTICLE, icon, menu=False)


def _linking(item: LinkType) -> Action:
    """A link begins with Shift and its letter, where the schema says so; else it has to be chosen after link.new."""
    first, _, letter = item.key.rpartition("+")
    keys = (letter.upper(),) if first == "Shift" and len(letter) == 1 else ()
    kind = "events" if item.between_events else "mentions"
    name = f"Link {item.type}"
    return Action(
        f"{LINK_PREFIX}{item.type}", name, "Links", item.help.gloss or f"A link between two {kind}.", keys,
        lambda now: now.own_mark or now.suggestion, "There is no mark under the cursor.", "link", menu=False,
    )  # fmt: skip


def clashes(actions: Iterable[Action]) -> list[tuple[str, str, str]]:
    """(key, id, id) of actions that want one key and may not share it."""
    owner: dict[str, Action] = {}
    found: list[tuple[str, str, str]] = []
    for action in actions:
        for key in action.keys:
            if key in owner and not may_share(owner[key], action):
                found.append((key, owner[key].id, action.id))
            owner.setdefault(key, action)
    return found
