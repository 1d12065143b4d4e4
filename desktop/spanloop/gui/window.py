"""The main window: start page and desk, the bars around them, and what belongs to neither."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from spanloop import __version__
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.schema import ThemeName
from spanloop.gui.actions import Situation
from spanloop.gui.bars import StatusLine, TopBar
from spanloop.gui.commands import Commands
from spanloop.gui.desk.page import DeskPage
from spanloop.gui.desk.reading import counts_text
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.cheatsheet import CheatSheet
from spanloop.gui.dialogs.forms import Reason
from spanloop.gui.dialogs.messages import ErrorSheet, Report
from spanloop.gui.entries import palette_entries
from spanloop.gui.exchange import ExchangeDesk
from spanloop.gui.keys import key_names
from spanloop.gui.loop import LoopDesk
from spanloop.gui.palette import Palette
from spanloop.gui.plain import menu_text, tooltip
from spanloop.gui.projects import ProjectDesk
from spanloop.gui.start import StartPage
from spanloop.gui.theme import THEME_NAMES, Theme
from spanloop.operations import completing
from spanloop.operations.versions import current_extractor
from spanloop.settings import Settings

_LOOK_OUTSIDE_MS = 1000
ZOOMS = (75, 90, 100, 110, 125, 150, 175, 200, 250, 300)


class Window(QMainWindow):
    """One window with one project. `begin` shows the first page; everything else comes from actions."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.theme = Theme.named(chosen_theme(settings.theme))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.theme.apply(app)
        self.setWindowTitle("Spanloop")
        self.setAcceptDrops(True)
        self.setMinimumSize(QSize(1024, 700))
        self.resize(1440, 900)
        self.commands = Commands(self)
        self.projects = ProjectDesk(settings, window=self, theme=lambda: self.theme)
        self.exchange = ExchangeDesk(
            settings, window=self, theme=lambda: self.theme, session=lambda: self.projects.session
        )
        self.loop = LoopDesk(settings, window=self, commands=self.commands, theme=lambda: self.theme)
        self.training, self.training_part = self.loop.run, self.loop.part
        self._build()
        self._wire()
        self._bind()
        self._outside = QTimer(self)
        self._outside.setInterval(_LOOK_OUTSIDE_MS)
        self._outside.timeout.connect(self._look_outside)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_theme_changed)
        self.commands.mark_theme(settings.theme)
        self.commands.tick("view.steady", settings.steady_lines)
        self.commands.update(Situation())
        self._show_start()

    # building

    def _build(self) -> None:
        self.start = StartPage(self.theme, version=__version__)
        self.page = DeskPage(self.commands, theme=self.theme)
        self.top = TopBar(self.theme)
        self.top.slot.addWidget(self.training_part)
        self.status = StatusLine(self.theme)
        desk = QWidget()
        column = QVBoxLayout(desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.page, 1)
        column.addWidget(self.status)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(desk)
        self.setCentralWidget(self._stack)
        self.top.menu_button.setMenu(self.commands.main_menu(self))
        self.top.settings_button.setMenu(self.commands.settings_menu(self))
        self.page.set_zoom(self.settings.zoom)
        self.page.canvas.set_steady_lines(self.settings.steady_lines)

    def _wire(self) -> None:
        projects = self.projects
        projects.opened.connect(self._project_opened)
        projects.closed.connect(self._project_closed)
        projects.refused.connect(self.show_error)
        projects.warned.connect(lambda text: Report("Note", text, [], theme=self.theme, parent=self).open())
        self.start.asked.connect(self._from_start)
        self.start.open_asked.connect(lambda path: projects.with_name(lambda: projects.open(Path(path))))
        self.start.find_asked.connect(self._find_project)
        self.start.forget_asked.connect(self._forget_project)
        self.page.moved.connect(self._refresh_status)
        self.top.palette_asked.connect(self.open_palette)
        self.status.undo_asked.connect(lambda: self.commands.run("edit.undo"))
        self.status.zoom_asked.connect(lambda: self.commands.run("view.zoom_reset"))
        self.training.changed.connect(self._training_changed)
        self.training.failed.connect(self.show_error)
        self.loop.told.connect(self._run_ended)
        self.exchange.changed.connect(self._refresh_status)
        self.exchange.arrived.connect(self._articles_arrived)

    def _bind(self) -> None:
        bind, projects, exchange = self.commands.bind, self.projects, self.exchange
        bind("project.sample", lambda: projects.with_name(projects.open_sample))
        bind("project.new", lambda: projects.with_name(projects.ask_new))
        bind("project.open", lambda: projects.with_name(projects.ask_open))
        bind("project.start", self.leave_project)
        bind("article.import", self._import)
        bind("article.paste", exchange.ask_paste)
        bind("export.spacy", exchange.ask_export_spacy)
        bind("export.jsonl", exchange.ask_export_jsonl)
        bind("app.sign_in", projects.sign_in)
        bind("app.quit", self.close)
        bind("edit.undo", lambda: projects.session and projects.session.undo())
        bind("edit.redo", lambda: projects.session and projects.session.redo())
        bind("article.skip", lambda: self._ask_state("skipped"))
        bind("article.question", lambda: self._ask_state("question"))
        bind("article.resume", lambda: self._set_state(None, ""))
        bind("article.details", exchange.ask_details)
        bind("view.zoom_in", lambda: self._zoom(1))
        bind("view.zoom_out", lambda: self._zoom(-1))
        bind("view.zoom_reset", lambda: self._zoom(0))
        for name in ("system", "light", "dark", "high-contrast"):
            bind(f"theme.{name}", lambda name=name: self.choose_theme(name))
        bind("view.steady", lambda: self._set_steady(not self.settings.steady_lines))
        bind("help.palette", self.open_palette)
        bind("help.keys", self.show_keys)
        bind("help.about", self._about)

    # beginning and leaving

    def begin(self, path: Path | None) -> None:
        """The first page: the project named, else the sample on the very first start, else the start page."""
        if path is not None:
            self.projects.with_name(lambda: self.projects.open(path))
        elif not self.settings.author_name:
            self.projects.with_name(self.projects.open_sample)
        else:
            self.start.focus_first()

    def leave_project(self) -> None:
        """Back to the start page."""
        self.loop.unless_running(self._leave_project)

    def _leave_project(self) -> None:
        self.projects.close()
        self._show_start()

    def _show_start(self) -> None:
        self.start.set_recent(self.settings.recent)
        self._stack.setCurrentIndex(0)
        self.start.focus_first()

    def _from_start(self, action: str) -> None:
        if action == "article.import":
            self.projects.with_name(self._import)
        else:
            self.commands.run(action)

    def _import(self) -> None:
        """Without a project, ask for the files first and for the project that they are to go into then."""
        if self.projects.session is not None:
            self.exchange.ask_import()
            return
        self.exchange.ask_files(lambda paths: self.projects.ask_new(lambda: self.exchange.take(paths)))

    def _find_project(self, missing: str) -> None:
        def found(path: str) -> None:
            self._forget_project(missing)
            self.projects.open(Path(path))

        self.projects.ask_open(found)

    def _forget_project(self, path: str) -> None:
        try:
            self.settings.forget(path)
        except SpanloopError as error:
            self.show_error(error)
        self.start.set_recent(self.settings.recent)
        self.start.focus_first()

    def _project_opened(self, session: DeskSession) -> None:
        session.changed.connect(self._changed)
        self.commands.set_schema(session.schema)
        self.commands.update(Situation(project=True))
        self.page.set_session(session)
        self.top.set_project(session.project.name, self._project_menu())
        self.top.project_button.setToolTip(tooltip(f"{session.author.name} marks in {session.project.path}"))
        self.setWindowTitle(f"{session.project.name} · {session.author.name} · Spanloop")
        self._stack.setCurrentIndex(1)
        self.status.set_saved("Everything is saved")
        rows = self.page.queue.model.rows
        first = next((row.uid for row in rows if row.state in {"new", "started"}), rows[0].uid if rows else "")
        if first:
            session.open(first)
        else:
            session.close_article()
        self.page.canvas.setFocus()
        self._outside.start()
        self.loop.set_session(session)
        self._refresh_abilities()

    def _project_closed(self) -> None:
        self._outside.stop()
        self.loop.set_session(None)
        self.page.set_session(None)
        self.commands.set_schema(None)
        self.commands.update(Situation())
        self.setWindowTitle("Spanloop")

    def _project_menu(self) -> QMenu:
        menu = QMenu(self)
        here = self.projects.session.project.path.resolve() if self.projects.session else None
        for path in self.settings.recent:
            if Path(path) != here:
                action = menu.addAction(menu_text(Path(path).stem))
                action.triggered.connect(
                    lambda _=False, path=path: self.loop.unless_running(lambda: self._switch(path))
                )
        menu.addSeparator()
        for action_id in ("project.start", "project.new", "project.open"):
            menu.addAction(self.commands.qt(action_id))
        return menu

    def _switch(self, path: str) -> None:
        self.projects.open(Path(path))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks while a training runs; else everything is saved already."""
        if self.training.running:
            event.ignore()
            self.loop.unless_running(self.close)
            return
        self.exchange.stop_now()
        self._outside.stop()
        self.projects.close()
        event.accept()

    # what is shown around the desk

    def _changed(self, changes: Changes) -> None:
        session = self.projects.session
        if session is not None and session.saved_at is not None:
            self.status.set_saved(f"Saved {session.saved_at:%H:%M:%S}")
        if changes.kinds & {"extractors"}:
            self.loop.refresh()
        if changes.kinds & {"schema"} and session is not None:
            self.commands.set_schema(session.schema)
        self._refresh_abilities()

    def _refresh_abilities(self) -> None:
        """What only the window knows of: undo, training, extractor. The page keeps it when the cursor moves."""
        session = self.projects.session
        if session is None:
            return
        undo, redo = session.attempt(session.undo_label), session.attempt(session.redo_label)
        running = self.training.running
        known = replace(
            self.page.situation(), undo=undo, redo=redo, training=running, extractor=self.loop.has_extractor
        )
        self.commands.update(known)
        self.status.set_undo(undo)
        self._refresh_status()

    def _training_changed(self) -> None:
        # Progress comes many times a second; what can be done changes only at its ends.
        if self.training.running == self.commands.situation.training:
            self._refresh_status()
        else:
            self._refresh_abilities()

    def _refresh_status(self) -> None:
        session = self.projects.session
        if session is None:
            return
        parts = counts_text(session)
        if self.training.running:
            parts = [*parts[:3], self.loop.words()]
        elif self.exchange.exporting:
            parts = [*parts[:3], "Exporting"]
        self.status.set_parts(parts)
        self.status.set_place(self.page.place_text())
        self.status.set_zoom(self.settings.zoom)

    def show_error(self, error: SpanloopError) -> None:
        """Say what, where and the way out."""
        ErrorSheet(error, theme=self.theme, parent=self).open()

    def _look_outside(self) -> None:
        """A command line or the training child may write into the project at any time."""
        session = self.projects.session
        if session is not None and session.changed_outside():
            session.reload()
            self.page.load_queue()
            self.loop.refresh()
            self._refresh_abilities()

    # acts that are not the desk's

    def _ask_state(self, state: str) -> None:
        skipping = state == "skipped"
        dialog = Reason(
            "Skip this article" if skipping else "Ask a question about this article",
            "It leaves the list of what is to do. Its marks stay." if skipping else "The lead finds it in the queue.",
            act="Skip article" if skipping else "Ask question",
            theme=self.theme,
            parent=self,
        )
        dialog.given.connect(lambda words: self._set_state(state, words))
        dialog.open()

    def _set_state(self, state: str | None, reason: str) -> None:
        session = self.projects.session
        if session is None:
            return
        article = session.article
        changes = session.act(completing.set_state, article=article, state=state, reason=reason)
        following = self.page.queue.model.next_to_do(article)
        if changes and state == "skipped" and following:
            session.open(following)
        self.page.canvas.setFocus()

    def _zoom(self, step: int) -> None:
        now = self.settings.zoom
        if step > 0:
            now = next((zoom for zoom in ZOOMS if zoom > now), ZOOMS[-1])
        elif step < 0:
            now = next((zoom for zoom in reversed(ZOOMS) if zoom < now), ZOOMS[0])
        else:
            now = 100
        self.settings.zoom = now
        self.projects.save_settings()
        self.page.set_zoom(now)
        self._refresh_abilities()

    def _set_steady(self, on: bool) -> None:
        self.settings.steady_lines = on
        self.projects.save_settings()
        self.page.canvas.set_steady_lines(on)
        self.commands.tick("view.steady", on)

    def choose_theme(self, name: str) -> None:
        """Change the colours, now and from now on."""
        self.settings.theme = name
        self.projects.save_settings()
        self.commands.mark_theme(name)
        self._apply_theme()

    def _system_theme_changed(self) -> None:
        if self.settings.theme == "system":
            self._apply_theme()

    def _apply_theme(self) -> None:
        self.theme = Theme.named(chosen_theme(self.settings.theme))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.theme.apply(app)
        for part in (self.start, self.page, self.top, self.training_part, self.status):
            part.set_theme(self.theme)

    def open_palette(self) -> None:
        """Search or run a command."""
        Palette(palette_entries(self), theme=self.theme, window=self)

    def show_keys(self) -> None:
        """The cheat sheet."""
        CheatSheet(self.commands.all(), theme=self.theme, parent=self).open()

    def _about(self) -> None:
        text = (
            f"Version {__version__}. Free software under the MIT licence; it uses Qt (LGPL) and spaCy (MIT).\n"
            f"Settings: {self.settings.path}\nExtractors and the sample: {self.settings.data_dir}\n"
            "Nothing leaves this computer."
        )
        Report("Spanloop", text, [], theme=self.theme, parent=self).open()

    def _articles_arrived(self, sentence: str) -> None:
        """Say so, and let the extractor read them if there is one: the next article comes marked in advance."""
        self.status.set_saved(sentence)
        session = self.projects.session
        if session is not None and not self.training.running and current_extractor(session.project) is not None:
            self.loop.suggest()

    def _run_ended(self, sentence: str) -> None:
        self._look_outside()
        self.status.set_saved(sentence)
        self._refresh_abilities()

    # keys and drops

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """? works wherever nothing is typed into a field."""
        if "?" in key_names(event):
            self.commands.run("help.keys")
        else:
            event.ignore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        # After the drop is over: the source of the drag waits for us until then.
        QTimer.singleShot(0, self, lambda: self._dropped(paths))

    def _dropped(self, paths: list[Path]) -> None:
        """A project file is opened; anything else is imported, into a new project where none is open."""
        if len(paths) == 1 and paths[0].suffix == ".spanloop":
            self.loop.unless_running(lambda: self.projects.with_name(lambda: self.projects.open(paths[0])))
        elif self.projects.session is not None:
            self.exchange.take(paths)
        elif paths:
            self.projects.with_name(lambda: self.projects.ask_new(lambda: self.exchange.take(paths)))


def chosen_theme(name: str) -> ThemeName:
    """The theme that a setting means now: "system" follows the desktop."""
    for known in THEME_NAMES:
        if name == known:
            return known
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return "dark" if dark else "light"
