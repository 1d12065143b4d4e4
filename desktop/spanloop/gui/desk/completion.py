"""Calling layers of the article on the desk complete, and going on to the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from spanloop.core.marks import LAYERS, Layer
from spanloop.core.wording import count
from spanloop.gui.commands import Commands
from spanloop.gui.desk.forms import Forms
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.theme import Theme
from spanloop.operations import completing

#: With more open suggestions where the person marked nothing, one key is not enough to say that all of them are wrong.
ASK_ABOVE = 5


class CompletionActs(QObject):
    """Completes and reopens for the session.

    settled: it was done or refused, so what is shown is to be looked at again and the text gets the keyboard.
    told(sentence): what was done has a side of which a person should know.
    """

    settled = Signal()
    told = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        *,
        commands: Commands,
        forms: Forms,
        following: Callable[[str], str | None],
        theme: Callable[[], Theme],
    ) -> None:
        """following: the uid of the article that comes after one, in the order in which the queue is worked off."""
        super().__init__(parent)
        self.session: DeskSession | None = None
        self._page, self._theme = parent, theme
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
        layers = self._layers(session, layer)
        if not on:
            session.act(completing.reopen, article=session.article, layers=layers)
            self.settled.emit()
        elif not self._asks(session, layers, lambda: self._complete(session, layers)):
            self._complete(session, layers)

    def _complete(self, session: DeskSession, layers: Sequence[Layer]) -> None:
        if session.act(completing.complete, article=session.article, layers=layers):
            self._say_undecided(session)
        self.settled.emit()

    def _asks(self, session: DeskSession, layers: Sequence[Layer], then: Callable[[], None]) -> bool:
        """Whether a person is asked before layers are completed; `then` is done when they agree.

        That is where they marked nothing in some of these layers and many suggestions are open there: completing would
        teach the next version that every one of them is wrong.
        """
        left = _untouched(session, layers)
        if left <= ASK_ABOVE:
            return False
        question = Question(
            f"Complete with {count(left, 'open suggestion')}?",
            "You marked nothing here. What is complete and not marked counts as not there, so the next version learns "
            "that all of them are wrong.",
            act="Complete anyway",
            stay="Go on marking",
            careful=True,
            key="c",
            theme=self._theme(),
            parent=self._page.window(),
        )
        article = session.article
        question.accepted.connect(lambda: then() if session is self.session and session.article == article else None)
        question.rejected.connect(self.settled)
        question.open()
        return True

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
        if not self._asks(session, self._open_layers(session), lambda: self._go_on(session)):
            self._go_on(session)

    @staticmethod
    def _open_layers(session: DeskSession) -> list[Layer]:
        """What completing both would change: of a layer that is complete already nobody is asked again."""
        return [layer for layer in LAYERS if not session.is_complete(layer)]

    def _go_on(self, session: DeskSession) -> None:
        done = session.article
        if session.act(completing.complete, article=done, layers=LAYERS) is None:
            return
        self._say_undecided(session)
        following = self._following(done)
        if following:
            session.open(following)
        self.settled.emit()


def _untouched(session: DeskSession, layers: Sequence[Layer]) -> int:
    """How many suggestions are open in those of the layers in which the person marked nothing."""
    desk = session.desk
    if desk is None:
        return 0
    offered = desk.lookup.offered
    left = 0
    if "entities" in layers and not desk.marks.mentions:
        left += sum(len(look.mentions) for look in offered)
    if "events" in layers and not desk.marks.events:
        left += sum(len(look.events) for look in offered)
    return left
