"""Zones by the command line: listed, set, cleared, confirmed, proposed, undone, and refused with one clear line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.verbs import Spanloop

PAGE = (
    "Skip to content\n\n"
    "Army shells grain depot at Tel Shahin\n\n"
    "Gunners of the 9th Division shelled the depot at Tel Shahin on Tuesday, killing 14 people, residents said.\n\n"
    "12 March 2024 was the worst day of the war so far\n\n"
    "The army said nothing about the attack, and the road to the town stayed closed for the whole of the day.\n\n"
    "Share [this]\n\nBack to top\n"
)


@pytest.fixture
def paged(project: Path, spanloop: Spanloop, tmp_path: Path) -> Path:
    """A project with one scraped page."""
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    spanloop.imports(project, tmp_path / "page.txt")
    return project


def listed(spanloop: Spanloop, project: Path) -> list[tuple[int, int, str, str]]:
    told = spanloop.does("zones", project, "page.txt", "--json").json
    return [(zone["first"], zone["last"], zone["kind"], zone["state"]) for zone in told["zones"]]


PROPOSED = [(1, 1, "boilerplate", "proposed"), (3, 3, "headline", "proposed"), (11, 13, "boilerplate", "proposed")]


def test_zones_are_listed_with_their_lines_and_words(spanloop: Spanloop, paged: Path) -> None:
    assert listed(spanloop, paged) == PROPOSED
    said = spanloop.does("zones", paged, "page.txt").out.splitlines()
    assert said[0].split() == ["lines", "kind", "state", "date", "text"]
    assert said[1].split() == ["1", "boilerplate", "proposed", "Skip", "to", "content"]
    assert said[3].split() == ["11-13", "boilerplate", "proposed", "Share", "[this]", "Back", "to", "top"]
    assert spanloop.does("zones", paged).out == "page.txt: 1 headline, 2 boilerplate; 3 proposed\n"
    by_title = spanloop.does("zones", paged, "Army shells grain depot at Tel Shahin", "--json").json["zones"]
    assert by_title[0]["text"] == "Skip to content"


def test_lines_are_set_cleared_and_confirmed_and_each_is_undone(spanloop: Spanloop, paged: Path) -> None:
    page = ("zones", paged, "page.txt", "--author", "Noor")
    told = spanloop.does(*page, "--set", "article_break", "--lines", "7", "--json").json
    assert told["act"] == "set article break zone"
    assert [zone["date"] for zone in told["zones"]] == [None, None, "2024-03-12", None]
    assert spanloop.does(*page, "--set", "article_break", "--lines", "7", "--date", "2024-03-11").out.startswith(
        "Line 7 of page.txt is now an article break, dated 2024-03-11."
    )
    cleared = spanloop.does(*page, "--clear", "--lines", "7-11").out
    assert cleared.startswith("Lines 7 to 11 of page.txt are now text of the article.")
    assert listed(spanloop, paged) == [*PROPOSED[:2], (13, 13, "boilerplate", "proposed")]
    assert spanloop.does(*page, "--confirm").out.startswith("3 zones of page.txt are confirmed.")
    assert {state for *_, state in listed(spanloop, paged)} == {"confirmed"}
    assert spanloop.does(*page, "--confirm").out.startswith("It is so already.")
    undone = [spanloop.undoes(paged) for _ in range(4)]
    assert undone == ["confirm zones", "clear zone", "change date to 2024-03-11", "set article break zone"]
    assert listed(spanloop, paged) == PROPOSED
    assert spanloop.redoes(paged) == "set article break zone"
    spanloop.finds_sound(paged)


def test_the_zones_of_all_articles_are_confirmed_as_one_act(spanloop: Spanloop, paged: Path, tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text(PAGE.replace("14", "15"), encoding="utf-8")
    spanloop.imports(paged, tmp_path / "more.txt")
    spanloop.says("zones", paged, "--confirm").refuses("No article is named", "--all")
    spanloop.says("zones", paged, "page.txt", "--confirm", "--all").refuses("--all goes with --confirm")
    spanloop.says("zones", paged, "--propose", "--all").refuses("--all goes with --confirm")
    said = spanloop.does("zones", paged, "--confirm", "--all", "--author", "Noor").out.splitlines()
    assert said[0] == "6 zones of 2 articles are confirmed."
    assert all(line.endswith("; 0 proposed") for line in said[1:])
    assert spanloop.does("zones", paged, "--confirm", "--all", "--author", "Noor").out.startswith("It is so already.")
    assert spanloop.undoes(paged) == "confirm zones"
    assert listed(spanloop, paged) == PROPOSED


def test_the_rules_are_asked_again_and_for_lines_of_jsonl(spanloop: Spanloop, paged: Path, tmp_path: Path) -> None:
    spanloop.does("zones", paged, "page.txt", "--clear", "--lines", "1-13", "--author", "Noor")
    assert spanloop.does("zones", paged, "page.txt").out.startswith("No zones")
    (tmp_path / "more.jsonl").write_text(json.dumps({"id": "more", "text": PAGE.replace("14", "15")}) + "\n")
    spanloop.imports(paged, tmp_path / "more.jsonl")
    assert spanloop.does("zones", paged, "more", "--json").json["zones"] == []
    told = spanloop.does("zones", paged, "--propose", "--author", "Noor", "--json").json
    assert (told["act"], told["proposed"], told["articles"]) == ("propose zones", 6, 2)
    assert listed(spanloop, paged) == PROPOSED
    assert spanloop.does("zones", paged, "page.txt", "--propose").out.startswith("Proposed 0 zones in 0 articles.")


def test_marks_that_are_caught_are_said_and_kept(spanloop: Spanloop, paged: Path, tmp_path: Path) -> None:
    start = PAGE.index("army")
    line = {
        "id": "page.txt",
        "text": PAGE,
        "author": "Noor",
        "spans": [{"start": start, "end": start + 4, "label": "ARM"}],
    }
    (tmp_path / "marks.jsonl").write_text(json.dumps(line) + "\n")
    assert spanloop.imports(paged, tmp_path / "marks.jsonl")["ledger"] == []
    said = spanloop.does("zones", paged, "page.txt", "--set", "comment", "--lines", "9", "--author", "Noor").out
    assert ["9", "comment", "confirmed", "The", "army"] in [row.split()[:5] for row in said.splitlines()]
    assert "ARM by Noor stands in comment; it is kept and left out of training" in said
    again = spanloop.imports(paged, tmp_path / "marks.jsonl")["ledger"]
    assert [(entry["code"], entry["quote"]) for entry in again] == [("mark.in_silent_zone", "army"), ("mark.known", "")]
    (kept,) = spanloop.marks(paged, author="Noor")
    assert len(kept["spans"]) == 1


def test_what_cannot_be_is_refused_with_the_way_out(spanloop: Spanloop, paged: Path) -> None:
    page = ("zones", paged, "page.txt")
    spanloop.says("zones", paged, "nothing.txt").refuses("There is no such article", "nothing.txt")
    spanloop.says("zones", paged, "--clear", "--lines", "1").refuses("No article is named", "by id, uid or title")
    spanloop.says(*page, "--set", "comment").refuses("Which lines", "--lines 3-7")
    spanloop.says(*page, "--clear").refuses("Which lines", "--lines 3-7")
    spanloop.says(*page, "--set", "comment", "--lines", "x").refuses("x says no lines")
    spanloop.says(*page, "--set", "comment", "--lines", "9-99").refuses("There are no lines 9 to 99", "14 lines")
    spanloop.says(*page, "--set", "comment", "--lines", "2").refuses("blank")
    spanloop.says(*page, "--set", "comment", "--lines", "1", "--date", "2024-01-01").refuses("has no date")
    spanloop.says(*page, "--set", "article_break", "--lines", "1", "--date", "soon").refuses("soon is no date")
    spanloop.says(*page, "--clear", "--confirm").refuses("Only one thing at a time")
    spanloop.says(*page, "--set", "footnote", "--lines", "1").misunderstands()
    assert listed(spanloop, paged) == PROPOSED
