"""The act that changes the label schema of the open project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from spanloop.core.schema import Schema
from spanloop.core.schema_change import SchemaMapping
from spanloop.core.schema_editing import SchemaEditing
from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.schema_change import SchemaSheet
from spanloop.gui.theme import Theme
from spanloop.gui.waiting import busy_cursor
from spanloop.operations import schema_changing
from spanloop.operations.schema_changing import SchemaPreview
from spanloop.operations.schema_words import extent_words


class SchemaActs(QObject):
    """Opens the dialog and does what it asks for. told(sentence): what was done."""

    told = Signal(str)

    def __init__(
        self,
        *,
        window: QWidget,
        commands: Commands,
        theme: Callable[[], Theme],
        session: Callable[[], DeskSession | None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._session = session
        commands.bind("schema.change", self.ask)

    def ask(self) -> None:
        """Show the names of the schema, to be changed."""
        session = self._session()
        if session is None:
            return
        sheet = SchemaSheet(_Source(session), theme=self._theme(), parent=self._window)
        sheet.wanted.connect(self._change)
        sheet.open()

    def _change(self, foretold: SchemaPreview, schema: Schema, mapping: SchemaMapping) -> None:
        session = self._session()
        if session is None:
            return
        with busy_cursor():
            changes = session.act(
                schema_changing.change_schema, schema=schema, mapping=mapping, drop_misfits=foretold.drops_misfits
            )
        if changes:
            with_it = f"and {extent_words(foretold)} with it" if foretold.marks else "and no mark with it"
            self.told.emit(f"Schema changed to version {session.schema.version}, {with_it}.")


class _Source:
    """The project as the dialog asks it."""

    def __init__(self, session: DeskSession) -> None:
        self._project = session.project

    def fresh(self) -> SchemaEditing:
        return schema_changing.edit_schema(self._project)

    def edited(self, editing: SchemaEditing) -> tuple[Schema, SchemaMapping]:
        return schema_changing.edited(self._project, editing)

    def read_file(self, path: Path) -> tuple[Schema, SchemaMapping]:
        return schema_changing.read_new_schema(self._project, path)

    def preview(self, schema: Schema, mapping: SchemaMapping, *, drop: bool) -> SchemaPreview:
        with busy_cursor():
            return schema_changing.preview(self._project, schema=schema, mapping=mapping, drop_misfits=drop)
