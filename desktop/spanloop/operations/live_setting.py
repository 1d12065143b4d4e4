"""How a project wants its extractor refreshed while one works: off, after each completed article, or every few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from spanloop.core.changes import Changes
from spanloop.core.marks import Author
from spanloop.core.wording import count
from spanloop.store.project import Project

#: The name of the setting of a project that holds a LiveSetting.
SETTING = "live"
#: With so few complete articles a first version is worth the while.
FIRST_AT = 10
_MOST = 1000


@dataclass(frozen=True, slots=True)
class LiveSetting:
    """on: whether the extractor is refreshed by itself. every: after so many completed articles. scratch_every: after
    so many refreshes a version is trained from scratch, 0 for never. first: whether the first version is trained by
    itself, once FIRST_AT articles are complete."""

    on: bool = True
    every: int = 1
    scratch_every: int = 20
    first: bool = False

    def words(self) -> str:
        """ "after each completed article", "every 5 completed articles", "off"."""
        if not self.on:
            return "off"
        return "after each completed article" if self.every == 1 else f"every {count(self.every, 'completed article')}"


def live_setting(project: Project) -> LiveSetting:
    """What the project says; the defaults where it says nothing or nothing that makes sense."""
    held: object = project.settings().get(SETTING)
    return _parse(cast("Mapping[str, Any]", held)) if isinstance(held, dict) else LiveSetting()


def set_live(project: Project, *, author: Author, setting: LiveSetting) -> Changes:
    """Say how the extractor is to be refreshed; one act, which can be undone."""
    if setting == live_setting(project):
        return Changes()
    with project.act(author, f"refresh suggestions {setting.words()}") as act:
        act.set_setting(SETTING, asdict(setting))
    return act.changes


def _parse(held: Mapping[str, Any]) -> LiveSetting:
    usual = LiveSetting()

    def number(name: str, least: int, otherwise: int) -> int:
        value = held.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            return otherwise
        return value if least <= value <= _MOST else otherwise

    return LiveSetting(
        on=held.get("on") is not False,
        every=number("every", 1, usual.every),
        scratch_every=number("scratch_every", 0, usual.scratch_every),
        first=held.get("first") is True,
    )
