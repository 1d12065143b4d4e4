"""Help on the label under the cursor: its guideline, with examples from this project."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from spanloop.core.marks import name_of
from spanloop.gui.commands import Commands
from spanloop.gui.desk.going import go_to_place
from spanloop.gui.desk.layout import DeskLayout
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.inspector.inspector import GUIDELINE
from spanloop.operations.examples import find_examples


class Guidance(QObject):
    """Brings the guideline to the front, and looks for examples once it is painted."""

    def __init__(self, page: DeskLayout, *, commands: Commands) -> None:
        super().__init__(page)
        self._page = page
        self._session: DeskSession | None = None
        guideline = page.inspector.guideline
        # After the page is painted: what is written is there at once, the project's own comes when it is found.
        guideline.topic_shown.connect(lambda: QTimer.singleShot(0, self, self.show_examples))
        guideline.example_chosen.connect(self.go_to)
        commands.bind("help.guideline", self.open)

    def set_session(self, session: DeskSession | None) -> None:
        """Look for examples in another project from now on."""
        self._session = session

    def open(self) -> None:
        """The guideline of the mark under the cursor, own or suggested; of the whole schema where there is none."""
        session = self._session
        if session is None:
            return
        uid = self._page.canvas.mark_at_cursor()
        mark = session.own(uid) or session.suggested(uid)
        name = "" if mark is None else name_of(mark)
        self._page.inspector.show_guideline(name)

    def show_examples(self) -> None:
        """Put the project's own examples under the guideline that is shown."""
        session, inspector = self._session, self._page.inspector
        topic = inspector.guideline.topic
        if session is None or not topic.name or inspector.tabs.currentIndex() != GUIDELINE:
            return
        found = session.attempt(lambda: find_examples(session.project, name=topic.name, role=topic.role))
        if found and inspector.guideline.topic == topic:
            inspector.guideline.show_examples(found)

    def go_to(self, article: str, mark: str, start: int) -> None:
        """Open the article of an example, with the cursor on the mark where it is one's own."""
        session = self._session
        if session is not None:
            go_to_place(self._page, session, article=article, mark=mark, start=start)
