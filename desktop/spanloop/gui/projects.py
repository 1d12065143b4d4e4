"""Opening, making and leaving projects: what the window asks before, and what it holds while one is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.forms import NewProject, WhoAreYou
from spanloop.gui.theme import Theme
from spanloop.operations import projects
from spanloop.operations.program_facts import is_inside_program
from spanloop.operations.windows import Project, ProjectHeldError, WindowLock, hold_project
from spanloop.settings import Settings

_FILTER = "Spanloop project (*.spanloop);;All files (*)"


class ProjectDesk(QObject):
    """The project of the window. opened(session), closed(), refused(SpanloopError), warned(sentence).

    held(ProjectHeldError): another window has the project that was to be opened. unopened(SpanloopError, path): a file
    that is there cannot be opened, and why.
    """

    opened = Signal(object)
    closed = Signal()
    refused = Signal(object)
    held = Signal(object)
    unopened = Signal(object, object)
    warned = Signal(str)

    def __init__(self, settings: Settings, *, window: QWidget, theme: Callable[[], Theme]) -> None:
        super().__init__(window)
        self._settings = settings
        self._window = window
        self._theme = theme
        self._lock: WindowLock | None = None
        self.session: DeskSession | None = None

    # asking first

    def with_name(self, then: Callable[[], object], *, act: str = "Go on") -> None:
        """Go on once it is known who sits here; the first time, ask. act: what follows, for the button."""
        if self._settings.author_name:
            then()
            return
        dialog = WhoAreYou(theme=self._theme(), parent=self._window, act=act)
        dialog.named.connect(lambda name: self._named(name, then))
        dialog.open()

    def _named(self, name: str, then: Callable[[], object]) -> None:
        self._settings.author_name = name
        self.save_settings()
        then()

    def save_settings(self) -> None:
        """Keep the settings; a folder that cannot be written is said and does no harm."""
        try:
            self._settings.save()
        except SpanloopError as error:
            self.refused.emit(error)

    def sign_in(self) -> None:
        """Ask who goes on marking in this project."""
        dialog = WhoAreYou(theme=self._theme(), parent=self._window, name=self._settings.author_name)
        dialog.named.connect(lambda name: self._named(name, self._signed_in))
        dialog.open()

    def _signed_in(self) -> None:
        if self.session is not None:
            project = self.session.project
            self._start(project)

    def ask_new(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a new project's name and place, and make it; `then` goes on with it open."""
        dialog = NewProject(theme=self._theme(), parent=self._window, folder=documents())
        dialog.made.connect(lambda name, path, schema: self._make(name, Path(path), schema, then))
        dialog.open()

    def ask_open(self, then: Callable[[str], None] | None = None) -> None:
        """Ask for a project file and open it, or hand its path to `then`."""
        dialog = QFileDialog(self._window, "Open a project file", str(documents()), _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(then or (lambda path: self.open(Path(path))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # opening

    def open(self, path: Path) -> bool:
        """Open a project file in the place of the one that is open; False when it cannot be."""
        return self._take(path, lambda: projects.open_project(path))

    def look_at(self, path: Path) -> bool:
        """Show a project that another window has; nothing can be changed in it here. False when it cannot be read."""
        return self._take(path, lambda: projects.look_at(path), alone=False)

    def open_sample(self) -> bool:
        """Open the sample of this person; make it the first time."""
        path = self._settings.data_dir / "sample.spanloop"
        if path.exists():
            return self.open(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        return self._take(path, lambda: projects.make_sample(path, author_name=self._settings.author_name))

    def _make(self, name: str, path: Path, schema: str, then: Callable[[], None] | None) -> None:
        def make() -> Project:
            return projects.create_project(path, name=name, schema_path=Path(schema) if schema else None)

        if self._take(path, make) and then is not None:
            then()

    def _take(self, path: Path, make: Callable[[], Project], *, alone: bool = True) -> bool:
        if self.session is not None and self.session.project.path.resolve() == path.resolve():
            return True
        lock: WindowLock | None = None
        try:
            # Held before the file is looked at, so that no two windows migrate it at once.
            lock = hold_project(path, holder=self._settings.author_name) if alone else None
            project = make()
        except SpanloopError as error:
            if lock is not None:
                lock.release()
            self._tell(error, path)
            return False
        self.close()
        self._lock = lock
        if not self._start(project):
            project.close()
            self._release()
            return False
        try:
            self._settings.remember(path)
        except SpanloopError as error:
            self.refused.emit(error)
        for warning in project.warnings:
            self.warned.emit(warning)
        if is_inside_program(path):
            self.warned.emit(f"This project is in the folder of the program, which an update replaces: move it. {path}")
        if project.migrated_from is not None:
            self.warned.emit(
                f"The project was brought to the present format. A copy from before: {project.migrated_from}."
            )
        return True

    def _tell(self, error: SpanloopError, path: Path) -> None:
        """Why a project cannot be shown, so that what can be done about it can be offered."""
        if isinstance(error, ProjectHeldError):
            self.held.emit(error)
        elif path.is_file():
            self.unopened.emit(error, path)
        else:
            self.refused.emit(error)

    def _start(self, project: Project) -> bool:
        try:
            author = projects.sign_in(project, name=self._settings.author_name)
        except SpanloopError as error:
            self.refused.emit(error)
            return False
        if self.session is not None:
            self.session.deleteLater()
        self.session = DeskSession(project, author=author, parent=self)
        self.session.refused.connect(self.refused)
        self.opened.emit(self.session)
        return True

    def close(self) -> None:
        """Let go of the project; everything is saved already."""
        if self.session is None:
            return
        session, self.session = self.session, None
        self.closed.emit()
        session.project.close()
        session.deleteLater()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def documents() -> Path:
    """Where people keep their files."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()
