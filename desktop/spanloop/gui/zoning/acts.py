"""Opens the zone editor on the article of the desk: by key, menu, palette, and by a double click beside the text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from spanloop.gui.canvas import Canvas
from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.theme import Theme
from spanloop.gui.zoning.editor import ZoneEditor
from spanloop.operations import zone_editing, zone_proposals


class ZoneEditing(QObject):
    """Shows the editor and writes what comes of it as one act. session: whose article is open."""

    def __init__(
        self,
        page: QWidget,
        canvas: Canvas,
        *,
        commands: Commands,
        session: Callable[[], DeskSession | None],
        theme: Callable[[], Theme],
    ) -> None:
        super().__init__(page)
        self._page, self._canvas, self._session, self._theme = page, canvas, session, theme
        commands.bind("zones.edit", self.open)
        self._view = canvas.viewport()
        self._view.installEventFilter(self)

    def open(self, offset: int | None = None) -> None:
        """Show the lines of the open article from the one at an offset, or at the cursor."""
        session = self._session()
        if session is None or session.desk is None:
            return
        article = session.desk.article
        silenced = session.attempt(lambda: zone_editing.silence_check_of(session.project, article=article.uid))
        is_page = session.attempt(lambda: zone_proposals.is_page(session.project, article.uid))
        if silenced is None or is_page is None:
            return
        if offset is None:
            span = self._canvas.selection()
            offset = span[0][0] if span else 0
        sheet = ZoneEditor(
            article, silenced=silenced, offset=offset, is_page=is_page, theme=self._theme(), parent=self._page
        )
        sheet.changed.connect(
            lambda zones: session.act(
                zone_editing.change_zones, article=article.uid, zones=zones, seen=article.zones
            )
        )  # fmt: skip
        sheet.finished.connect(lambda _: self._canvas.setFocus())
        sheet.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a double click where the names of zones stand."""
        if event.type() != QEvent.Type.MouseButtonDblClick or not isinstance(event, QMouseEvent):
            return False
        if event.button() != Qt.MouseButton.LeftButton or not self._beside(event.position()):
            return False
        found = self._canvas.hit_at(event.position())
        if found is None:
            return False
        self.open(found.offset)
        return True

    def _beside(self, place: QPointF) -> bool:
        column = self._canvas.column
        return place.x() > column.left + column.width if column.rtl else place.x() < column.left
