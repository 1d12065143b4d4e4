"""What the command palette offers: acts, entries of the guideline, pages of the guide, and articles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from spanloop.core.dates import today
from spanloop.gui.actions import EVENT_PREFIX, LABEL_PREFIX, Action, PageName
from spanloop.gui.copies.copy_actions import COPIES
from spanloop.gui.palette import Entry
from spanloop.gui.queue.arranging import meta_line
from spanloop.gui.queue.delegate import STATE_ICONS

if TYPE_CHECKING:
    from spanloop.gui.window import Window

#: What only moves the keyboard leads the acts of each page: Enter too early must change nothing.
_LEADS: dict[PageName, str] = {
    "annotate": "edit.find",
    "train": "view.panel",
    "judge": "view.panel",
    "copies": "copies.next",
}
#: The acts of the pages beside the desk, which stand before those on the project and the program.
_OF_PAGE: dict[PageName, tuple[str, ...]] = {
    "annotate": (),
    "train": ("train.start", "train.cancel", "suggest.start"),
    "judge": ("judge.compare", "judge.export"),
    "copies": tuple(action.id for action in COPIES),
}

#: Articles that are offered by name; the queue's own search finds any of 100,000.
_MOST_ARTICLES = 500


def palette_entries(window: Window) -> list[Entry]:
    """Everything that can be found now, in the order in which it is offered."""
    page = window.commands.situation.page
    actions = [action for action in window.commands.all() if action.id != "help.palette"]
    actions.sort(key=lambda action: action.id != _LEADS[page])
    here = [_act(window, action, "Here") for action in actions if _is_of_page(action, page)]
    anywhere = [_act(window, action, "Anywhere") for action in actions if not _is_of_page(action, page)]
    return [*here, *anywhere, *_guideline(window), *window.guide.entries(), *_articles(window)]


def _is_of_page(action: Action, page: PageName) -> bool:
    if page == "annotate" and action.of_desk:
        return True
    return action.id == _LEADS[page] or action.id in _OF_PAGE[page]


def _act(window: Window, action: Action, kind: str) -> Entry:
    marking = action.id.startswith((LABEL_PREFIX, EVENT_PREFIX))
    return Entry(
        kind,
        action.name,
        partial(window.commands.run, action.id),
        note=action.help,
        keys=action.keys[:1],
        icon=action.icon if not marking else ("mention" if action.id.startswith(LABEL_PREFIX) else "event"),
        why_not=window.commands.why_not(action),
        also=action.also,
    )


def _guideline(window: Window) -> list[Entry]:
    session = window.projects.session
    if session is None:
        return []
    named = [(item.label, item.help) for item in session.schema.entities]
    named += [(item.type, item.help) for item in session.schema.events]

    def show(name: str) -> None:
        window.pages.turn_to("annotate")
        window.page.inspector.show_guideline(name)

    return [
        Entry("Guideline", f"Guideline: {name}", partial(show, name), note=text.gloss, icon="book")
        for name, text in named
    ]


def _articles(window: Window) -> list[Entry]:
    session = window.projects.session
    if session is None:
        return []
    day = today()

    def show(article: str) -> None:
        window.pages.turn_to("annotate")
        session.open(article)

    return [
        Entry(
            "Articles",
            row.title or "Untitled",
            partial(show, row.uid),
            note=meta_line(row, today=day),
            icon="article",
            state_icon=STATE_ICONS.get(row.state),
        )
        for row in window.page.queue.model.rows[:_MOST_ARTICLES]
    ]
