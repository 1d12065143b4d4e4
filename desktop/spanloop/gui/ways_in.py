"""Ways into a project: the start page, files that are dropped or that the system hands over, and the first import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.gui.commands import Commands
from spanloop.gui.exchange import ExchangeDesk
from spanloop.gui.plain import menu_text
from spanloop.gui.projects import ProjectDesk
from spanloop.gui.start import StartPage
from spanloop.settings import Settings


class WaysIn(QObject):
    """What leads to an open project. refused(SpanloopError).

    unless_running: goes on at once, or after the person agreed that what runs is cancelled.
    """

    refused = Signal(object)

    def __init__(
        self,
        settings: Settings,
        *,
        start: StartPage,
        projects: ProjectDesk,
        exchange: ExchangeDesk,
        commands: Commands,
        unless_running: Callable[[Callable[[], object]], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._settings = settings
        self._start = start
        self._projects = projects
        self._exchange = exchange
        self._commands = commands
        self._unless_running = unless_running
        start.asked.connect(self._asked)
        start.open_asked.connect(lambda path: projects.with_name(lambda: projects.open(Path(path))))
        start.find_asked.connect(self._find)
        start.forget_asked.connect(self._forget)

    def begin(self, path: Path | None) -> None:
        """The first page: the project named, else the sample on the very first start, else the start page."""
        if path is not None:
            self._projects.with_name(lambda: self._projects.open(path), act="Open the project")
        elif not self._settings.author_name:
            self._projects.with_name(self._projects.open_sample, act="Open the sample")
        else:
            self._start.focus_first()

    def show_start(self) -> None:
        """Make the start page ready to be shown."""
        self._start.set_recent(self._settings.recent)
        self._start.focus_first()

    def import_files(self) -> None:
        """Without a project, ask for the files first and for the project that they are to go into then."""
        if self._projects.session is not None:
            self._exchange.ask_import()
            return
        self._exchange.ask_files(lambda paths: self._projects.ask_new(lambda: self._exchange.take(paths)))

    def take_files(self, paths: list[Path]) -> None:
        """A project file is opened; anything else is imported, into a new project where none is open."""
        projects = self._projects
        if len(paths) == 1 and paths[0].suffix == ".spanloop":
            self._unless_running(lambda: projects.with_name(lambda: projects.open(paths[0])))
        elif projects.session is not None:
            self._exchange.take(paths)
        elif paths:
            projects.with_name(lambda: projects.ask_new(lambda: self._exchange.take(paths)))

    def project_menu(self, menu: QMenu) -> QMenu:
        """Fill a menu with what else can be opened, but for the project that is."""
        projects = self._projects
        here = projects.session.project.path.resolve() if projects.session else None
        for path in map(Path, self._settings.recent):
            if path != here:
                action = menu.addAction(menu_text(path.stem))
                action.triggered.connect(lambda _=False, it=path: self._unless_running(lambda: projects.open(it)))
        menu.addSeparator()
        for action_id in ("project.start", "project.new", "project.open"):
            menu.addAction(self._commands.qt(action_id))
        return menu

    def _asked(self, action: str) -> None:
        if action == "article.import":
            self._projects.with_name(self.import_files)
        else:
            self._commands.run(action)

    def _find(self, missing: str) -> None:
        def found(path: str) -> None:
            self._forget(missing)
            self._projects.open(Path(path))

        self._projects.ask_open(found)

    def _forget(self, path: str) -> None:
        try:
            self._settings.forget(path)
        except SpanloopError as error:
            self.refused.emit(error)
        self.show_start()
