"""Where an article stands when it is not simply to do: skipped, in question, taken up again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from spanloop.gui.commands import Commands
from spanloop.gui.desk.page import DeskPage
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.forms import Reason
from spanloop.gui.theme import Theme
from spanloop.operations import completing


class ArticleStates(QObject):
    """Asks for the reason and sets the state of the article on the desk."""

    def __init__(
        self,
        page: DeskPage,
        *,
        window: QWidget,
        commands: Commands,
        theme: Callable[[], Theme],
        session: Callable[[], DeskSession | None],
    ) -> None:
        super().__init__(window)
        self._page = page
        self._window = window
        self._theme = theme
        self._session = session
        commands.bind("article.skip", lambda: self._ask("skipped"))
        commands.bind("article.question", lambda: self._ask("question"))
        commands.bind("article.resume", lambda: self._set(None, ""))

    def _ask(self, state: str) -> None:
        skipping = state == "skipped"
        dialog = Reason(
            "Skip this article" if skipping else "Ask a question about this article",
            "It leaves the list of what is to do. Its marks stay." if skipping else "The lead finds it in the queue.",
            act="Skip article" if skipping else "Ask question",
            theme=self._theme(),
            parent=self._window,
        )
        dialog.given.connect(lambda words: self._set(state, words))
        dialog.open()

    def _set(self, state: str | None, reason: str) -> None:
        session = self._session()
        if session is None:
            return
        article = session.article
        changes = session.act(completing.set_state, article=article, state=state, reason=reason)
        following = self._page.queue.model.next_to_do(article)
        if changes and state == "skipped" and following:
            session.open(following)
        self._page.canvas.setFocus()
