"""What a filter of the queue is called, and the menu in which it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from spanloop.core.dates import short_date, today
from spanloop.core.marks import LAYERS, Layer
from spanloop.core.queue_view import QueueView
from spanloop.gui.queue.arranging import STATES

_UNDECIDED = "Copies to decide about"
LAYER_NAMES: dict[Layer, str] = {"entities": "Entities", "events": "Events"}


def chips_of(view: QueueView) -> list[tuple[str, QueueView]]:
    """Each filter that is set, in words, with the view that is left without it."""
    found = [(STATES[state], replace(view, states=view.states - {state})) for state in STATES if state in view.states]
    for layer, complete in sorted(view.layers):
        rest = view.layers - {(layer, complete)}
        found.append((_layer_words(layer, complete=complete), replace(view, layers=rest)))
    if view.label is not None:
        found.append((f"With {view.label[1]}", replace(view, label=None)))
    if view.source is not None:
        found.append((f"From {view.source}" if view.source else "Without a source", replace(view, source=None)))
    if view.since or view.until:
        found.append((_days_words(view.since, view.until), replace(view, since="", until="")))
    if view.suggested:
        found.append(("With suggestions", replace(view, suggested=False)))
    if view.problems:
        found.append(("With problems", replace(view, problems=False)))
    if view.undecided:
        found.append((_UNDECIDED, replace(view, undecided=False)))
    if view.cluster:
        found.append(("Copies of one article", replace(view, cluster="")))
    return found


def _layer_words(layer: Layer, *, complete: bool) -> str:
    return f"{LAYER_NAMES[layer]} {'complete' if complete else 'not complete'}"


def _days_words(since: str, until: str) -> str:
    day = today()
    first, last = short_date(since, today=day), short_date(until, today=day)
    if since == until:
        return first
    if since and until:
        return f"{first} to {last}"
    return f"Since {first}" if since else f"Until {last}"


class FilterMenu(QObject):
    """The menu of the filter button. asked(QueueView): a filter was set or taken off.

    label_asked, source_asked, days_asked, copies_asked: more is to be asked first.
    """

    asked = Signal(object)
    label_asked = Signal()
    source_asked = Signal()
    days_asked = Signal()
    copies_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.menu = QMenu(parent)
        self._view = QueueView()
        self._ticks: list[tuple[QAction, Callable[[QueueView], bool]]] = []
        for state, title in STATES.items():
            self._tick(
                self.menu,
                title,
                lambda view, state=state: state in view.states,
                lambda view, state=state: replace(view, states=view.states ^ {state}),
            )
        self.menu.addSeparator()
        self._tick(
            self.menu,
            "With suggestions",
            lambda view: view.suggested,
            lambda view: replace(view, suggested=not view.suggested),
        )
        self.problems = self._tick(
            self.menu,
            "With problems",
            lambda view: view.problems,
            lambda view: replace(view, problems=not view.problems),
        )
        self._tick(
            self.menu,
            _UNDECIDED,
            lambda view: view.undecided,
            lambda view: replace(view, undecided=not view.undecided),
        )
        self._add_layers()
        self.menu.addSeparator()
        self._ask("With a label…", self.label_asked.emit)
        self._ask("From a source…", self.source_asked.emit)
        self._ask("By date…", self.days_asked.emit)
        self.copies = self._ask("Copies of the open article", self.copies_asked.emit)
        self.menu.addSeparator()
        self.clear = self._ask("Clear the filter", lambda: self.asked.emit(self._view.without_filter()))

    def _ask(self, title: str, then: Callable[[], None]) -> QAction:
        action = self.menu.addAction(title)
        action.triggered.connect(lambda _=False: then())
        return action

    def _add_layers(self) -> None:
        layers = self.menu.addMenu("Layers")
        for layer in LAYERS:
            for complete in (True, False):
                self._tick(
                    layers,
                    _layer_words(layer, complete=complete),
                    lambda view, one=(layer, complete): one in view.layers,
                    partial(_toggle_layer, layer=layer, complete=complete),
                )

    def _tick(
        self,
        menu: QMenu,
        title: str,
        is_on: Callable[[QueueView], bool],
        other: Callable[[QueueView], QueueView],
    ) -> QAction:
        action = menu.addAction(title)
        action.setCheckable(True)
        action.triggered.connect(lambda _=False: self.asked.emit(other(self._view)))
        self._ticks.append((action, is_on))
        return action

    def show_view(self, view: QueueView, *, copies: bool, problems: bool) -> None:
        """Tick what is set. copies: whether the open article has any. problems: whether they can be counted."""
        self._view = view
        for action, is_on in self._ticks:
            action.setChecked(is_on(view))
        self.copies.setEnabled(copies)
        self.problems.setEnabled(problems)
        self.clear.setEnabled(view.filtered)


def _toggle_layer(view: QueueView, *, layer: Layer, complete: bool) -> QueueView:
    """One of both is asked of a layer at most: no article is complete and not complete."""
    on = (layer, complete) in view.layers
    rest = frozenset(one for one in view.layers if one[0] != layer)
    return replace(view, layers=rest if on else rest | {(layer, complete)})
