"""Lines of a text and what they are: set in runs, grown together, proposed again, dated, taken back."""

from __future__ import annotations

from spanloop.core.article import Zone
from spanloop.core.ids import new_uid
from spanloop.core.zone_lines import ZoneLines

TEXT = "Menu\r\n\r\n  Shells fall on Ostrin  \n\nNine men were hurt.\n\nShare\nRead also\n\n\u200f\nمقال قصير\n"


def made(*zones: Zone) -> ZoneLines:
    return ZoneLines(TEXT, zones, date_of=lambda words: "2021-04-07" if "Share" in words else "")


def kinds(lines: ZoneLines) -> list[str]:
    return [zone.kind if (zone := lines.zone_of(row)) else "" for row in range(len(lines))]


def test_lines_that_show_nothing_are_left_out_and_numbers_are_those_of_the_text() -> None:
    lines = made()
    assert [(line.number, lines.words_of(row)) for row, line in enumerate(lines.lines)] == [
        (1, "Menu"), (3, "Shells fall on Ostrin"), (5, "Nine men were hurt."), (7, "Share"), (8, "Read also"),
        (11, "مقال قصير"),
    ]  # fmt: skip


def test_a_run_is_one_zone_over_its_blank_lines_and_grows_together_with_what_was_set_before() -> None:
    lines = made()
    lines.set_kind([(0, 1)], "boilerplate")
    (zone,) = lines.zones
    assert TEXT[zone.start : zone.end] == "Menu\r\n\r\n  Shells fall on Ostrin"
    lines.set_kind([(2, 2)], "boilerplate")
    assert len(lines.zones) == 1
    assert lines.zones[0].uid != ""
    assert kinds(lines)[:3] == ["boilerplate"] * 3
    lines.set_kind([(1, 1)], None)
    assert kinds(lines) == ["boilerplate", "", "boilerplate", "", "", ""]
    assert lines.changed() == 2
    assert (lines.spoken_words(), lines.all_words()) == (9, 14)


def test_one_step_is_taken_back_and_done_again() -> None:
    lines = made(Zone("a", 0, 4, "boilerplate"))
    lines.set_kind([(0, 0), (3, 4)], "comment")
    assert kinds(lines) == ["comment", "", "", "comment", "comment", ""]
    assert lines.undo()
    assert not lines.undo()
    assert kinds(lines)[0] == "boilerplate"
    assert lines.changed() == 0
    assert lines.redo()
    assert not lines.redo()
    assert lines.changed() == 3


def test_setting_what_is_so_already_confirms_it_and_changes_its_uid_never() -> None:
    lines = made(Zone("a", 0, 4, "boilerplate"))
    lines.set_kind([(0, 0)], "boilerplate")
    assert lines.zones == (Zone("a", 0, 4, "boilerplate", None, "confirmed"),)
    lines.set_kind([(0, 0)], None)
    lines.set_kind([(0, 0)], "boilerplate")
    assert lines.zones[0].uid == "a"


def test_confirming_a_line_confirms_the_zone_that_it_is_in() -> None:
    end = TEXT.index("\n\nNine") - 2
    lines = made(Zone("a", 0, end, "boilerplate"), Zone("b", TEXT.index("Share"), TEXT.index("\nRead"), "comment"))
    lines.confirm([(1, 1)])
    assert [zone.state for zone in lines.zones] == ["confirmed", "proposed"]


def test_an_article_break_takes_the_date_of_its_line_and_another_one_by_hand() -> None:
    lines = made()
    lines.set_kind([(3, 3)], "article_break")
    assert lines.zones[0].date == "2021-04-07"
    lines.set_date(3, "2021-04-08")
    lines.set_kind([(3, 3)], "article_break")
    assert lines.zones[0].date == "2021-04-08"
    lines.set_date(3, "")
    lines.set_date(0, "2021-04-08")
    assert [zone.date for zone in lines.zones] == [None]


def test_what_is_proposed_again_replaces_the_chosen_lines_only() -> None:
    lines = made()
    lines.set_kind([(0, 5)], "comment")
    start, end = TEXT.index("Share"), TEXT.index("\n\n\u200f")
    lines.propose([(0, 0), (4, 4)], [Zone(new_uid(), start, end, "boilerplate")])
    assert kinds(lines) == ["", "comment", "comment", "comment", "boilerplate", "comment"]
    assert [zone.state for zone in lines.zones if zone.kind == "boilerplate"] == ["proposed"]


def test_ranges_that_become_silent_are_told_and_those_that_were_are_not() -> None:
    lines = made(Zone("a", 0, 4, "boilerplate"))
    lines.set_kind([(0, 1)], "comment")
    (only,) = lines.newly_silent()
    assert TEXT[only[0] : only[1]].strip() == "Shells fall on Ostrin"
    lines.undo()
    assert lines.newly_silent() == []


def test_boundaries_and_words_are_found_forwards_and_backwards() -> None:
    lines = made()
    lines.set_kind([(1, 2)], "boilerplate")
    assert [lines.next_boundary(row) for row in (0, 1, 2, 3)] == [1, 3, 3, None]
    assert [lines.next_boundary(row, back=True) for row in (5, 3, 1, 0)] == [3, 1, None, None]
    assert lines.find("SHARE", after=0) == 3
    assert lines.find("e", after=4) == 4
    assert lines.find("menu", after=2, back=True) == 0
    assert lines.find("nowhere", after=0) is None
    assert lines.row_at(TEXT.index("men were")) == 2
