"""What a person set on this machine: one object, made in `app` and passed down."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from platformdirs import user_config_path, user_data_path, user_log_path

from spanloop.core.errors import SpanloopError

HOME_VARIABLE = "SPANLOOP_HOME"
RECENT_KEPT = 9
#: Of how many projects it is remembered where the person was.
_PLACES_KEPT = 50


@dataclass
class Settings:
    """path: the settings file. data_dir: where extractors and the sample live. recent: project files, newest first.

    theme: "system", "light", "dark" or "high-contrast". zoom: per cent. author_name: "" until the first start asked.
    train_steps: the most steps that a training started in the window takes; None: as many as the recipe says.
    text_width, line_spacing: of the article, per cent of the design. underline_patterns: by label, beside its colour.
    fold: whether of long stretches of boilerplate and comments only the first line is shown.
    prepare: whether the window finds words and copies of new articles by itself, in the background.
    backup_minutes: how many lie between two backups while one works; 0 for no backups by themselves.
    active_time: whether seconds of work on an article are counted. tour_over: the tour was gone through or left.
    tour_step: the step of the tour that is waited for, from 0.
    threshold: from which score up suggestions are accepted at once, in hundredths.
    live: False while refreshing suggestions is paused on this computer, whatever a project says.
    update_weekly: whether the start asks once a week for a newer version; update_asked: the day it last did, or "".
    own_log_dir: where the log and crash reports lie, when not beside the data.
    """

    path: Path
    data_dir: Path
    theme: str = "system"
    zoom: int = 100
    author_name: str = ""
    recent: list[str] = field(default_factory=list[str])
    steady_lines: bool = False
    fold: bool = True
    text_width: int = 100
    line_spacing: int = 100
    underline_patterns: bool = True
    train_steps: int | None = None
    prepare: bool = True
    active_time: bool = True
    backup_minutes: int = 15
    tour_over: bool = False
    tour_step: int = 0
    threshold: int = 80
    live: bool = True
    update_weekly: bool = False
    update_asked: str = ""
    own_log_dir: Path | None = None

    @property
    def log_dir(self) -> Path:
        """Where the log and crash reports lie; the folder is made with the first of them."""
        return self.own_log_dir or self.data_dir / "log"

    def remember(self, project: Path) -> None:
        """Put a project at the head of the recent ones and save."""
        name = str(project.resolve())
        self.recent = [name, *(other for other in self.recent if other != name)][:RECENT_KEPT]
        self.save()

    def forget(self, project: str) -> None:
        """Take a project off the recent ones and save; the file itself is not touched."""
        self.recent = [other for other in self.recent if other != project]
        self.save()

    def last_place(self, project: str) -> dict[str, Any]:
        """What was kept of where this person was in a project (by its uid), {} for nothing."""
        place = self._places().get(project)
        return cast("dict[str, Any]", place) if isinstance(place, dict) else {}

    def keep_place(self, project: str, place: dict[str, Any]) -> None:
        """Keep where this person is in a project; raises SpanloopError where the folder cannot be written.

        In a file of its own, read again each time: two windows on two projects write it by turns, and none of them
        takes back what the other kept.
        """
        places = self._places()
        places.pop(project, None)
        places[project] = place
        self._write(self._places_path, dict(list(places.items())[-_PLACES_KEPT:]))

    def changed_keys(self) -> dict[str, list[str]]:
        """The keys that this person gave to actions, by the ids of these; {} where nothing can be read."""
        raw = _read(self._keys_path)
        return {
            action: [key for key in cast("list[object]", keys) if isinstance(key, str)]
            for action, keys in raw.items()
            if isinstance(keys, list)
        }

    def keep_keys(self, changes: Mapping[str, Sequence[str]]) -> None:
        """Keep them, in a file of their own, which can be taken along; raises SpanloopError where that fails."""
        self._write(self._keys_path, {action: list(keys) for action, keys in sorted(changes.items())})

    @property
    def _keys_path(self) -> Path:
        return self.path.with_name("keys.json")

    @property
    def _places_path(self) -> Path:
        return self.path.with_name("places.json")

    def _places(self) -> dict[str, object]:
        return _read(self._places_path)

    def save(self) -> None:
        """Write the file whole or not at all; raises SpanloopError where the folder cannot be written."""
        document = {
            "theme": self.theme,
            "zoom": self.zoom,
            "author_name": self.author_name,
            "recent": self.recent,
            "steady_lines": self.steady_lines,
            "fold": self.fold,
            "text_width": self.text_width,
            "line_spacing": self.line_spacing,
            "underline_patterns": self.underline_patterns,
            "train_steps": self.train_steps,
            "prepare": self.prepare,
            "active_time": self.active_time,
            "backup_minutes": self.backup_minutes,
            "tour_over": self.tour_over,
            "tour_step": self.tour_step,
            "threshold": self.threshold,
            "live": self.live,
            "update_weekly": self.update_weekly,
            "update_asked": self.update_asked,
        }
        self._write(self.path, document)

    def _write(self, path: Path, document: dict[str, Any]) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(".draft")
            draft.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            draft.replace(path)
        except OSError as error:
            raise SpanloopError(
                f"Your settings could not be saved ({error.strerror})",
                where=str(path),
                way_out="Make the folder writable; the program goes on with the settings of this run.",
            ) from error


def _read(path: Path) -> dict[str, object]:
    """A file of tastes; {} where it is missing or damaged, because it must not keep a person from working."""
    try:
        raw: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("dict[str, object]", raw) if isinstance(raw, dict) else {}


def load_settings(home: Path | None = None) -> Settings:
    """Settings of this user; defaults where there is no file yet or it cannot be read as settings.

    home: a folder that holds settings and data together instead of the platform's own places (also by the
    environment variable SPANLOOP_HOME): for a portable installation and for tests.
    """
    named = os.environ.get(HOME_VARIABLE)
    home = home or (Path(named) if named else None)
    path = (home or user_config_path("spanloop", appauthor=False)) / "settings.json"
    data = user_data_path("spanloop", appauthor=False)
    # Where the platform keeps settings and data in one folder, a child is told of that one as its home.
    logs = user_log_path("spanloop", appauthor=False) if home in (None, data) else None
    settings = Settings(path=path, data_dir=home or data, own_log_dir=logs)
    try:
        raw: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # A missing file is the first start. A damaged one must not keep a person from working: it holds only tastes.
        return settings
    if isinstance(raw, dict):
        _take(settings, cast("dict[str, Any]", raw))
    return settings


def _take(settings: Settings, raw: dict[str, Any]) -> None:
    if raw.get("theme") in {"system", "light", "dark", "high-contrast"}:
        settings.theme = raw["theme"]
    if isinstance(raw.get("zoom"), int) and 50 <= raw["zoom"] <= 300:
        settings.zoom = raw["zoom"]
    if isinstance(raw.get("author_name"), str):
        settings.author_name = raw["author_name"]
    if isinstance(raw.get("recent"), list):
        settings.recent = [name for name in raw["recent"] if isinstance(name, str)][:RECENT_KEPT]
    settings.steady_lines = raw.get("steady_lines") is True
    settings.fold = raw.get("fold") is not False
    if isinstance(raw.get("text_width"), int) and 50 <= raw["text_width"] <= 200:
        settings.text_width = raw["text_width"]
    if isinstance(raw.get("line_spacing"), int) and 90 <= raw["line_spacing"] <= 200:
        settings.line_spacing = raw["line_spacing"]
    settings.underline_patterns = raw.get("underline_patterns") is not False
    steps = raw.get("train_steps")
    settings.train_steps = steps if isinstance(steps, int) and steps > 0 else None
    settings.prepare = raw.get("prepare") is not False
    settings.active_time = raw.get("active_time") is not False
    minutes = raw.get("backup_minutes")
    if isinstance(minutes, int) and not isinstance(minutes, bool) and 0 <= minutes <= 24 * 60:
        settings.backup_minutes = minutes
    settings.tour_over = raw.get("tour_over") is True
    step = raw.get("tour_step")
    settings.tour_step = step if isinstance(step, int) and step >= 0 else 0
    settings.live = raw.get("live") is not False
    settings.update_weekly = raw.get("update_weekly") is True
    settings.update_asked = raw["update_asked"] if isinstance(raw.get("update_asked"), str) else ""
    threshold = raw.get("threshold")
    settings.threshold = threshold if isinstance(threshold, int) and 0 <= threshold <= 100 else 80
