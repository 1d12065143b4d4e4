"""The main window: start page and desk, the bars around them, and what belongs to neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from spanloop import __version__
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.gui.actions import PageName, Situation
from spanloop.gui.bars import StatusLine, TopBar
from spanloop.gui.commands import Commands
from spanloop.gui.copies.desk import CopiesDesk
from spanloop.gui.desk.aids import Aids
from spanloop.gui.desk.page import DeskPage
from spanloop.gui.desk.places import Places
from spanloop.gui.desk.reading import counts_text
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.desk.states import ArticleStates
from spanloop.gui.desk.threshold import ThresholdActs
from spanloop.gui.dialogs.messages import ErrorSheet, Report
from spanloop.gui.drops import Drops
from spanloop.gui.entries import palette_entries
from spanloop.gui.exchange import ExchangeDesk
from spanloop.gui.guide.desk import GuideDesk
from spanloop.gui.judge.desk import JudgeDesk
from spanloop.gui.keydesk import KeyDesk
from spanloop.gui.keys import key_names
from spanloop.gui.looks import Looks
from spanloop.gui.loop import LoopDesk
from spanloop.gui.pages import Page, Pages
from spanloop.gui.palette import Palette
from spanloop.gui.plain import tooltip
from spanloop.gui.preparing import PrepareDesk
from spanloop.gui.program.desk import ProgramDesk
from spanloop.gui.progress import ProgressActs
from spanloop.gui.projects import ProjectDesk
from spanloop.gui.queue.ranking import RankDesk
from spanloop.gui.safety.desk import SafetyDesk
from spanloop.gui.schema import SchemaActs
from spanloop.gui.start import StartPage
from spanloop.gui.theme import Theme
from spanloop.gui.ways_in import WaysIn
from spanloop.operations.versions import current_extractor
from spanloop.settings import Settings

_LOOK_OUTSIDE_MS = 1000


class Window(QMainWindow):
    """One window with one project. `begin` shows the first page; everything else comes from actions."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.looks = Looks(settings, window=self)
        self.setWindowTitle("Spanloop")
        self.setMinimumSize(QSize(1024, 700))
        self.resize(1440, 900)
        #: Whether it was found out what can be done since the last act.
        self._able = False
        self.commands = Commands(self)
        self.projects = ProjectDesk(settings, window=self, theme=lambda: self.theme)
        self.exchange = ExchangeDesk(
            settings, window=self, theme=lambda: self.theme, session=lambda: self.projects.session
        )
        self.loop = LoopDesk(settings, window=self, commands=self.commands, theme=lambda: self.theme)
        self.training, self.training_part = self.loop.run, self.loop.part
        self.preparing = PrepareDesk(settings, session=lambda: self.projects.session, parent=self)
        self._build()
        self._wire()
        self._bind()
        self.safety = SafetyDesk(
            settings, window=self, desk=self.projects, commands=self.commands, theme=lambda: self.theme,
            say=self.status.set_saved, say_aside=self.status.set_aside, look=self._look_outside,
            leave=self._leave_project, unless_running=self.unless_running,
        )  # fmt: skip
        self.start.backups_asked.connect(lambda path: self.safety.show_backups(Path(path)))
        self._outside = QTimer(self)
        self._outside.setInterval(_LOOK_OUTSIDE_MS)
        self._outside.timeout.connect(self._look_outside)
        self.commands.update(Situation())
        self._show_start()

    @property
    def theme(self) -> Theme:
        """The colours, fonts and sizes of now."""
        return self.looks.theme

    def choose_theme(self, name: str) -> None:
        """Change the colours, now and from now on."""
        self.looks.choose_theme(name)

    # building

    def _build(self) -> None:
        self.start = StartPage(self.theme, version=__version__, keys=self.commands.keys)
        self.page = DeskPage(self.commands, places=Places(self.settings), theme=self.theme)
        self.aids = Aids(
            self.page, commands=self.commands, settings=self.settings, save=self.projects.save_settings,
            theme=lambda: self.theme,
        )  # fmt: skip
        self.pages = Pages(theme=self.theme)
        self.top = TopBar(self.theme)
        self.top.slot.addWidget(self.training_part)
        self._add_pages()
        self.status = StatusLine(self.theme)
        desk = QWidget()
        column = QVBoxLayout(desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.pages, 1)
        column.addWidget(self.status)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(desk)
        self.setCentralWidget(self._stack)
        self.top.menu_button.setMenu(self.commands.main_menu(self))
        self.top.settings_button.setMenu(self.commands.settings_menu(self))
        self.page.set_zoom(self.settings.zoom)
        self.page.canvas.set_steady_lines(self.settings.steady_lines)
        self.page.canvas.set_folding(self.settings.fold)
        self.page.canvas.set_reading(self.looks.reading())

    def _add_pages(self) -> None:
        """The pages in the order of their tabs. Each is imported and made when somebody first turns to it."""
        self._add_page("annotate", "Annotate", lambda _: self.page)
        self._add_page("train", "Train", self._make_train_page)
        self.judging = JudgeDesk(
            self.settings, window=self, commands=self.commands, pages=self.pages, desk=self.page,
            session=lambda: self.projects.session, theme=lambda: self.theme,
        )  # fmt: skip
        self._add_page("judge", "Judge", self.judging.make)
        self.copies = CopiesDesk(self, commands=self.commands, pages=self.pages, desk=self.page, theme=self.theme)
        self.pages.turn_to("annotate")

    def _add_page(self, name: PageName, title: str, make: Callable[[Theme], Page]) -> None:
        self.pages.add(name, make)
        self.top.tabs.add(name, title)

    def _make_train_page(self, theme: Theme) -> Page:
        # Charts bring numpy and more: whoever only marks does not wait for them.
        from spanloop.gui.train.page import TrainPage

        page = TrainPage(self.loop, commands=self.commands, settings=self.settings, theme=theme)
        page.said.connect(self.status.set_saved)
        return page

    def _wire(self) -> None:
        projects = self.projects
        projects.opened.connect(self._project_opened)
        for helper in (self.aids, self.copies):
            projects.opened.connect(helper.set_session)
            projects.closed.connect(lambda helper=helper: helper.set_session(None))
            self.looks.themed.connect(helper.set_theme)
        projects.closed.connect(self._project_closed)
        projects.refused.connect(self.show_error)
        projects.warned.connect(lambda text: Report("Note", text, [], theme=self.theme, parent=self).open())
        self.ways_in = WaysIn(
            self.settings, start=self.start, projects=projects, exchange=self.exchange, commands=self.commands,
            unless_running=self.unless_running, window=self,
        )  # fmt: skip
        self.ways_in.refused.connect(self.show_error)
        Drops(self, dropped=self.ways_in.take_files)
        self.page.moved.connect(self._desk_moved)
        self.page.canvas.cursor_changed.connect(lambda: self.status.say(""))
        self.commands.told.connect(self.status.say)
        self.page.told.connect(self.status.set_saved)
        self.pages.turned.connect(self._page_turned)
        self.pages.status_changed.connect(self._refresh_status)
        self.top.tabs.chosen.connect(self._turn_by_tab)
        self.looks.themed.connect(self._apply_theme)
        self.looks.zoomed.connect(self._zoomed)
        self.looks.steadied.connect(self.page.canvas.set_steady_lines)
        self.looks.folded.connect(self.page.canvas.set_folding)
        self.looks.reading_changed.connect(self.page.canvas.set_reading)
        self.top.palette_asked.connect(self.open_palette)
        self.status.act_asked.connect(lambda: self.commands.run("judge.export"))
        self.judging.export_offered.connect(lambda on: self.status.set_act("Export table…" if on else ""))
        self.status.found_asked.connect(self.exchange.take_up)
        self.status.undo_asked.connect(lambda: self.commands.run("edit.undo"))
        self.status.zoom_asked.connect(lambda: self.commands.run("view.zoom_reset"))
        self.training.changed.connect(self._run_changed)
        self.training.failed.connect(self.show_error)
        self.loop.told.connect(self._run_ended)
        self.loop.page_asked.connect(lambda: self.pages.turn_to("train"))
        self.loop.live.join(self.page, failed=self.status.set_failed)
        self.exchange.changed.connect(self._run_changed)
        self.exchange.written.connect(self._look_outside)
        self.exchange.arrived.connect(self._articles_arrived)
        self.exchange.rules_met.connect(self.aids.rules.plan_import)
        self.preparing.arrived.connect(self._look_outside)
        for part in (self.preparing, self.loop.live):
            part.changed.connect(self._refresh_status)
        self.preparing.failed.connect(self.status.set_failed)

    def _bind(self) -> None:
        bind, projects, exchange = self.commands.bind, self.projects, self.exchange
        bind("project.sample", lambda: projects.with_name(projects.open_sample, act="Open the sample"))
        bind("project.new", lambda: projects.with_name(projects.ask_new))
        bind("project.open", lambda: projects.with_name(projects.ask_open))
        bind("project.start", self.leave_project)
        bind("article.import", self.ways_in.import_files)
        bind("article.import_folder", exchange.ask_import_folder)
        bind("article.paste", self._paste)
        exchange.exporting.bind(bind)
        bind("app.sign_in", projects.sign_in)
        bind("app.quit", self.close)
        bind("edit.undo", lambda: projects.session and projects.session.undo())
        bind("edit.redo", lambda: projects.session and projects.session.redo())
        ArticleStates(
            self.page, window=self, commands=self.commands, theme=lambda: self.theme, session=lambda: projects.session
        )
        ProgressActs(self.page.queue, window=self, commands=self.commands, theme=lambda: self.theme)
        RankDesk(self.settings, queue=self.page.queue, commands=self.commands, projects=projects, status=self.status)
        SchemaActs(
            window=self, commands=self.commands, theme=lambda: self.theme, session=lambda: projects.session
        ).told.connect(self.status.set_saved)
        bind("article.details", exchange.ask_details)
        bind("article.read_again", exchange.again.read)
        bind("exchange.cancel", exchange.cancel)
        for name in self.top.tabs.names():
            bind(f"page.{name}", lambda name=name: self.pages.turn_to(name))
        bind("view.panel", self.pages.next_panel)
        self.looks.bind(self.commands, save=projects.save_settings)
        bind("help.palette", self.open_palette)
        self.guide = GuideDesk(self.settings, window=self, commands=self.commands, looks=self.looks)
        keys = KeyDesk(self.settings, window=self, commands=self.commands, theme=lambda: self.theme)
        keys.failed.connect(self.show_error)
        self.top.set_actions(self.commands.action)
        self.commands.keys_changed.connect(lambda: self.top.set_actions(self.commands.action))
        self.commands.keys_changed.connect(self.start.show_keys)
        self.threshold = ThresholdActs(
            self.settings, window=self, commands=self.commands, status=self.status,
            session=lambda: projects.session, save=projects.save_settings,
        )  # fmt: skip
        self.threshold.told.connect(self.status.set_saved)
        self.copies.told.connect(self.status.set_saved)
        self.program = ProgramDesk(self.settings, window=self, looks=self.looks, commands=self.commands, desk=projects)
        self.program.told.connect(self.status.set_saved)

    # beginning and leaving

    def leave_project(self) -> None:
        """Back to the start page."""
        self.unless_running(self._leave_project)

    def unless_running(self, then: Callable[[], object]) -> None:
        """Go on at once, or after the person agreed that what runs is cancelled."""
        self.loop.unless_running(lambda: self.exchange.unless_running(then))

    def _leave_project(self) -> None:
        self.projects.close()
        self._show_start()

    def _show_start(self) -> None:
        self._stack.setCurrentIndex(0)
        self.ways_in.show_start()

    def _paste(self) -> None:
        """The new article comes onto the desk, so that is where to look."""
        self.pages.turn_to("annotate")
        self.exchange.ask_paste()

    def _project_opened(self, session: DeskSession) -> None:
        session.changed.connect(self._changed)
        session.told.connect(self.status.set_saved)
        session.changed.connect(self.preparing.take)
        self.commands.set_schema(session.schema)
        self.commands.update(Situation(project=True))
        self.pages.turn_to("annotate")
        self.pages.set_session(session)
        self.top.set_project(session.project.name, self.ways_in.project_menu(QMenu(self)))
        self.top.project_button.setToolTip(tooltip(f"{session.author.name} marks in {session.project.path}"))
        self.setWindowTitle(f"{session.project.name} · {session.author.name} · Spanloop")
        self._stack.setCurrentIndex(1)
        self.status.set_saved("Everything is saved")
        first = self.page.first_article()
        if first:
            session.open(first)
        else:
            session.close_article()
        self.page.canvas.setFocus()
        self._outside.start()
        self.loop.set_session(session)
        self._refresh_abilities()
        self.preparing.look()

    def _project_closed(self) -> None:
        self._outside.stop()
        self.preparing.stop_now()
        self.loop.set_session(None)
        self.pages.set_session(None)
        self.commands.set_schema(None)
        self.commands.update(Situation())
        self.setWindowTitle("Spanloop")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks while a training, an import or an export runs; else everything is saved already."""
        if self.training.running or self.exchange.running:
            event.ignore()
            self.unless_running(self.close)
            return
        for part in (self.exchange, self.preparing, self.safety, self.program):
            part.stop_now()
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
        self._able = False
        if not self.page.busy:
            self._desk_moved()

    def _desk_moved(self) -> None:
        """The desk shows something else; after an act, other things can be done too."""
        if self._able:
            self._refresh_status()
        else:
            self._refresh_abilities()

    def _refresh_abilities(self) -> None:
        """What only the window knows of: undo, training, extractor. The page keeps it when the cursor moves."""
        self._able = True
        session = self.projects.session
        if session is None:
            return
        undo, redo = session.attempt(session.undo_label), session.attempt(session.redo_label)
        known = replace(
            self.page.situation(),
            undo=undo,
            redo=redo,
            training=self.training.running,
            exchanging=self.exchange.running,
            extractor=self.loop.has_extractor,
            marked=self.loop.has_material(),
        )
        self.commands.update(known)
        self.status.set_undo(undo if self.pages.current in {"annotate", "copies"} else None)
        self._refresh_status()

    def _run_changed(self) -> None:
        # Progress comes many times a second; what can be done changes only at its ends.
        known = self.commands.situation
        if (self.training.running, self.exchange.running) == (known.training, known.exchanging):
            self._refresh_status()
        else:
            self._refresh_abilities()

    def _refresh_status(self) -> None:
        session = self.projects.session
        if session is None:
            return
        desk = self.pages.current == "annotate"
        parts, place = self.pages.status()
        if desk:
            parts, place = counts_text(session), self.judging.words() or self.page.place_text()
        if said := self.loop.words(share=not desk) or (self.exchange.words() if self.exchange.running else ""):
            parts = [*parts[:3], said]
        elif self.preparing.run.running:
            parts = [*parts[:3], self.preparing.words()]
        self.status.set_parts(parts)
        self.status.set_place(place)
        self.status.set_found(self.exchange.offer(self.commands.keys))
        self.status.set_zoom(self.settings.zoom if desk else None)
        self.threshold.refresh()

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
            self.preparing.look()

    def _zoomed(self, percent: int) -> None:
        self.page.set_zoom(percent)
        self._refresh_abilities()

    def _apply_theme(self, theme: Theme) -> None:
        for part in (self.start, self.pages, self.top, self.training_part, self.status):
            part.set_theme(theme)

    # pages

    def _turn_by_tab(self, name: PageName) -> None:
        """A click gives the page the keyboard; arrow keys stay on the tabs."""
        here = self.focusWidget()
        self.pages.turn_to(name)
        if here is not None and self.top.tabs.isAncestorOf(here):
            here = self.top.tabs.tab(name)
            here.setFocus(Qt.FocusReason.TabFocusReason)

    def _page_turned(self, name: PageName) -> None:
        self.top.tabs.choose("annotate" if name == "copies" else name)
        self.commands.set_page(name)
        self._refresh_abilities()

    def open_palette(self) -> None:
        """Search or run a command."""
        Palette(palette_entries(self), theme=self.theme, window=self)

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
        """What nobody else used: keys of the whole window that are no shortcut now, and that of the cheat sheet."""
        if set(key_names(event)) & set(self.commands.keys("help.keys")):
            self.commands.run("help.keys")
        elif not self.commands.press_in_window(event):
            event.ignore()
