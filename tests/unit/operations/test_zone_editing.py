"""Zones of an article changed at once: one act, refused where they are wrong or others were faster; marks that fall
silent; and what is little and harmless enough for the window to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Event, Marks, Mention
from spanloop.operations import looking, pasting, projects, undoing
from spanloop.operations.at_once import import_at_once, look_at_once
from spanloop.operations.zone_editing import Silenced, change_zones, silence_check
from spanloop.store.project import Project

TEXT = "Menu\n\nShells fall on Ostrin\n\nNine men were hurt.\n\nShare\n"
NOOR = Author("0196-noor", "Noor")
RULES = Author("0196-rules", "names", "rules")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with projects.create_project(tmp_path / "zones.spanloop") as made:
        yield made


def zone(words: str, kind: str = "boilerplate", date: str | None = None) -> Zone:
    start = TEXT.index(words)
    return Zone(new_uid(), start, start + len(words), kind, date, "confirmed")  # pyright: ignore[reportArgumentType] - any kind


def test_all_zones_are_put_as_one_act_and_taken_back_as_one(project: Project) -> None:
    noor = projects.sign_in(project, name="Noor")
    _, uid = pasting.paste_article(project, author=noor, text=TEXT)
    before = project.article(uid).zones
    wanted = (zone("Menu"), zone("Nine men were hurt.", "article_break", "2021-04-07"), zone("Share", "comment"))
    assert change_zones(project, author=noor, article=uid, zones=wanted, seen=before)
    assert set(project.article(uid).zones) == set(wanted)
    assert not change_zones(project, author=noor, article=uid, zones=wanted, seen=wanted)
    undoing.undo(project, author=noor)
    assert project.article(uid).zones == before


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        ((zone("Menu\n\nShells"), zone("Shells fall")), "overlap"),
        ((zone("Share", "article_break", "2021-02-31"),), "no date"),
    ],
)
def test_wrong_zones_are_refused_and_nothing_is_written(project: Project, zones: tuple[Zone, ...], said: str) -> None:
    noor = projects.sign_in(project, name="Noor")
    _, uid = pasting.paste_article(project, author=noor, text=TEXT)
    before = project.article(uid).zones
    with pytest.raises(SpanloopError, match=said):
        change_zones(project, author=noor, article=uid, zones=zones, seen=before)
    with pytest.raises(SpanloopError, match="changed meanwhile"):
        change_zones(project, author=noor, article=uid, zones=(), seen=(*before, zone("Nine")))
    assert project.article(uid).zones == before


def test_marks_of_people_in_given_ranges_are_found_by_any_of_their_fragments() -> None:
    shells, ostrin, nine = ((TEXT.index(w), TEXT.index(w) + len(w)) for w in ("Shells", "Ostrin", "Nine"))
    own = Marks(NOOR, (Mention("m", (shells, ostrin), "WPN"),), (Event("e", "HARM", (nine,)),))
    check = silence_check([own, Marks(RULES, (Mention("r", (nine,), "NUM"),))], TEXT)
    assert check([]) == []
    assert check([(ostrin[0], ostrin[0] + 1)]) == [Silenced("WPN", "Noor", "Shells … Ostrin")]
    assert check([(0, 4), (nine[0], nine[1])]) == [Silenced("HARM", "Noor", "Nine")]
    assert check([(shells[1], ostrin[0])]) == []


def test_the_window_reads_texts_and_marks_only_whatever_files_are_called(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "one.txt").write_text("Troops moved.", encoding="utf-8")
    (folder / "two.jsonl").write_text('{"text": "Troops left."}\n', encoding="utf-8")
    assert look_at_once(project, paths=[folder])
    found = looking.look([folder], into=tmp_path / "found.look", project=project)
    assert import_at_once(found)
    (folder / "page.txt").write_text("<!doctype html><html><body><p>Hello</p></body></html>", encoding="utf-8")
    assert not look_at_once(project, paths=[folder])
    large = tmp_path / "large.txt"
    large.write_text("Troops moved. " * 20_000, encoding="utf-8")
    assert not look_at_once(project, paths=[large])
    assert not import_at_once(looking.look([large], into=tmp_path / "large.look", project=project))
    with pytest.raises(SpanloopError, match="belongs to the project"):
        look_at_once(project, paths=[project.path])
