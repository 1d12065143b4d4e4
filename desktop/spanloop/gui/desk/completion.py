"""Calling layers of the article on the desk complete, and going on to the next one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from spanloop.core.marks import LAYERS, Layer
from spanloop.core.wording import count
from spanloop.gui.commands import Commands
from spanloop.gui.desk.forms import Forms
from spanloop.gui.desk.session import DeskSession
from spanloop.operations import completing


class CompletionActs(QObject):
    """Completes and reopens for the session.

    settled: it was done or refused, so what is shown is to be looked at again and the text gets the keyboard.
    told(sentence): what was done has a side of which a person should know.
    """

    settled = Signal()
    told = Signal(str)

    def __init__(
        self, parent: QObject, *, commands: Commands, forms: Forms, following: Callable[[str], str | None]
    ) -> None:
        """following: the uid of the article that comes after one, in the order in which the queue is worked off."""
        super().__init__(parent)
        self.session: DeskSession | None = None
        self._forms = forms
        self._following = following
        commands.bind("article.complete_next", self._complete_and_next)
        commands.bind("article.entities", lambda: self._toggle("entities"))
        commands.bind("article.events", lambda: self._toggle("events"))

    def set_complete(self, layer: Layer, on: bool) -> None:
        """The box of a layer was ticked or cleared."""
        session = self.session
        if session is None or session.desk is None:
            return
        operation = completing.complete if on else completing.reopen
        if session.act(operation, article=session.article, layers=self._layers(session, layer)) and on:
            self._say_undecided(session)
        self.settled.emit()

    def _layers(self, session: DeskSession, layer: Layer) -> list[Layer]:
        """Without event types in the schema there is nothing to mark in that layer: both are said at once."""
        return [layer] if session.schema.events else list(LAYERS)

    def _say_undecided(self, session: DeskSession) -> None:
        """A suggestion that nobody decided on is no mark: unmarked text is a negative example from now on."""
        left = len(session.suggestions())
        if left:
            self.told.emit(f"Complete; {count(left, 'suggestion')} left undecided, counted as not there")

    def _toggle(self, layer: Layer) -> None:
        if self.session:
            self.set_complete(layer, not self.session.is_complete(layer))

    def _complete_and_next(self) -> None:
        """Both layers are complete: on to the next article that is to do."""
        session = self.session
        if session is None or session.desk is None:
            return
        self._forms.keep_current()
        self._forms.finish()
        done = session.article
        if session.act(completing.complete, article=done, layers=LAYERS) is None:
            return
        self._say_undecided(session)
        following = self._following(done)
        if following:
            session.open(following)
        self.settled.emit()
