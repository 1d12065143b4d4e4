"""What the Help menu knows of the program itself: About, the log, and newer versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from spanloop.gui.commands import Commands
from spanloop.gui.looks import Looks
from spanloop.gui.program.folders import show_folder
from spanloop.gui.projects import ProjectDesk
from spanloop.gui.updates.desk import UpdateDesk
from spanloop.settings import Settings

if TYPE_CHECKING:
    from spanloop.operations.updates import Newest


class ProgramDesk(QObject):
    """Binds these acts. What each needs is imported when it is asked for: the start pays for none of it.

    told(sentence): there is a newer version.
    """

    told = Signal(str)

    def __init__(
        self, settings: Settings, *, window: QWidget, looks: Looks, commands: Commands, desk: ProjectDesk
    ) -> None:
        super().__init__(window)
        self._settings, self._looks, self._projects = settings, looks, desk
        self._window = window
        self.updates = UpdateDesk(settings, window=window, theme=lambda: looks.theme, save=desk.save_settings)
        self.updates.found.connect(self._tell)
        commands.bind("help.about", self.show_about)
        commands.bind("help.log_folder", self.show_log)
        commands.bind("help.updates", self.updates.show)

    def show_about(self) -> None:
        """The dialog about the program."""
        from spanloop.gui.dialogs.about import AboutSheet

        session = self._projects.session
        project = session.project.path if session is not None else None
        AboutSheet(self._settings, project=project, theme=self._looks.theme, parent=self._window).open()

    def show_log(self) -> None:
        """The folder of the log and the crash reports, in the file manager."""
        show_folder(self._settings.log_dir, theme=self._looks.theme, parent=self._window)

    def stop_now(self) -> None:
        """The window closes."""
        self.updates.stop_now()

    def _tell(self, newest: Newest) -> None:
        self.told.emit(f"{newest.sentence()} See “Check for updates…” in the menu Help.")
