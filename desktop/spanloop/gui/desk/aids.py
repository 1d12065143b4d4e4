"""What helps around the text: history, audit trail, guideline, notes, the tour, and the time spent."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from spanloop.gui.commands import Commands
from spanloop.gui.desk.activity import ActivityDesk
from spanloop.gui.desk.guidance import Guidance
from spanloop.gui.desk.history import HistoryDesk
from spanloop.gui.desk.notes import NoteDesk
from spanloop.gui.desk.page import DeskPage
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.desk.times import TimeDesk
from spanloop.gui.desk.tour import Tour
from spanloop.gui.desk.trail import TrailDesk
from spanloop.gui.quality.desk import QualityDesk
from spanloop.gui.rules.desk import RuleDesk
from spanloop.gui.theme import Theme
from spanloop.settings import Settings


class Aids(QObject):
    """Makes the helpers of the desk and tells them which project is open."""

    def __init__(
        self,
        page: DeskPage,
        *,
        commands: Commands,
        settings: Settings,
        save: Callable[[], None],
        theme: Callable[[], Theme],
    ) -> None:
        """save: keeps the settings and says when it cannot."""
        super().__init__(page)
        self.history = HistoryDesk(page, commands=commands, theme=theme())
        self.trail = TrailDesk(page, commands=commands, theme=theme)
        self.guidance = Guidance(page, commands=commands)
        self.notes = NoteDesk(page, commands=commands, theme=theme)
        self.activity = ActivityDesk(page, commands=commands, settings=settings, save=save, theme=theme)
        self.tour = Tour(page, commands=commands, settings=settings, save=save, theme=theme())
        self.times = TimeDesk(page, commands=commands)
        self.rules = RuleDesk(page, commands=commands, settings=settings, theme=theme)
        self.quality = QualityDesk(page, commands=commands, settings=settings, theme=theme)
        self.history.told.connect(page.told)
        self.rules.told.connect(page.told)
        self.quality.told.connect(page.told)

    def set_session(self, session: DeskSession | None) -> None:
        """Another project is open, or none."""
        aids = (self.activity, self.history, self.trail, self.guidance, self.notes, self.times, self.tour)
        for helper in (*aids, self.rules, self.quality):
            helper.set_session(session)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self.history.set_theme(theme)
        self.tour.set_theme(theme)
