"""The pages of the guide: each can be read, names what there is, and refers to nothing outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from spanloop.core.errors import SpanloopError
from spanloop.gui.action_table import ACTIONS
from spanloop.gui.actions import Situation
from spanloop.gui.guide import markup
from spanloop.gui.guide.book import Page, anchor, contents, guide_folder, page, pages, search
from spanloop.gui.guide.paper import SHARPNESS, Paper, picture_size, shown_size
from spanloop.gui.guide.places import _OF_DIALOG, page_for, page_for_dialog
from spanloop.gui.guide.speaking import known_act, speaker
from spanloop.gui.keys import is_window_key
from spanloop.gui.keywords import of_table
from spanloop.gui.theme import Theme

PAGES = [entry.name for entry in contents()]
#: Keys that nobody can change, because they belong to the text, to lists or to forms.
FIXED = {"←", "→", "↑", "↓", "Shift+→", "Ctrl+→", "Enter", "Delete", "Del", "+", "B"}


def lines(known: Page) -> list[markup.Line]:
    found: list[markup.Line] = []
    for block in known.blocks:
        match block:
            case markup.Heading() | markup.Paragraph():
                found.append(block.line)
            case markup.Listing():
                found += block.items
            case markup.Table():
                found += [cell for row in (block.head, *block.rows) for cell in row]
            case _:
                pass
    return found


def parts(known: Page) -> list[markup.Inline]:
    return [part for line in lines(known) for part in line]


def pictures(known: Page) -> list[markup.Picture]:
    return [block for block in known.blocks if isinstance(block, markup.Picture)]


def test_every_page_is_listed_and_has_its_title() -> None:
    files = {path.name for path in guide_folder().glob("*.md")} - {"README.md"}
    assert files == {f"{name}.md" for name in PAGES}
    assert len(set(PAGES)) == len(PAGES)
    for known in pages():
        titles = [block for block in known.blocks if isinstance(block, markup.Heading) and block.level == 1]
        assert [words(title.line) for title in titles] == [known.title], known.name
        assert known.blocks[0] is titles[0]
        assert known.part


def words(line: markup.Line) -> str:
    return "".join(part.text for part in line if not isinstance(part, markup.Act))


@pytest.mark.parametrize("name", PAGES)
def test_acts_and_keys_are_those_of_the_program(name: str) -> None:
    for part in parts(page(name)):
        if isinstance(part, markup.Act):
            assert known_act(part.id).name, part.id  # raises KeyError where there is none
        if isinstance(part, markup.Key):
            assert part.text in FIXED, f"{part.text} is the key of an act: name the act in braces"


@pytest.mark.parametrize("name", PAGES)
def test_no_key_of_an_act_is_typed_into_the_text(name: str) -> None:
    """A changed key would make the page wrong. Chords and function keys are told from words for sure."""
    ours = {key for action in ACTIONS for key in action.keys if is_window_key(key)}
    typed = [part.text for part in parts(page(name)) if isinstance(part, markup.Words) and part.kind != "code"]
    found = set(re.findall(r"\b(?:(?:Ctrl|Alt|Shift)\+)+\w+|\bF\d{1,2}\b(?!1)", " ".join(typed)))
    assert (found & ours) - {"F1"} == set()  # F1 is a score too


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_pages_and_places(name: str) -> None:
    for part in parts(page(name)):
        if isinstance(part, markup.Link):
            assert not part.outside, f"{part.target} cannot be opened offline"
            file, _, place = part.target.partition("#")
            there = page(file.removesuffix(".md")) if file else page(name)
            heads = [anchor(words(block.line)) for block in there.blocks if isinstance(block, markup.Heading)]
            assert not place or place in heads


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_from_elsewhere(name: str) -> None:
    source = (guide_folder() / f"{name}.md").read_text(encoding="utf-8")
    assert re.search(r"https?:|www\.|file:|data:image", source) is None


def test_pictures_are_there_in_both_colours_and_all_are_used() -> None:
    used = {picture.file for known in pages() for picture in pictures(known)}
    there = {path.relative_to(guide_folder()).as_posix() for path in guide_folder().rglob("*.png")}
    assert there == used | {file.replace(".png", "-dark.png") for file in used}
    assert sum(path.stat().st_size for path in guide_folder().rglob("*.png")) <= 6_000_000
    for file in sorted(there):
        image = QImage(str(guide_folder() / file))
        assert not image.isNull(), file
        light = image.pixelColor(image.width() - 3, 3).lightness() > 128
        assert light is ("-dark" not in file), file
    assert all(picture.words for known in pages() for picture in pictures(known))


def test_pictures_have_more_pixels_than_they_take_on_the_page() -> None:
    """So they are sharp on a screen of 2x."""
    theme = Theme.named("light")
    for file in ("pictures/event-card.png", "pictures/label-keys.png"):
        wide, high = picture_size(file)
        assert (wide % SHARPNESS, high % SHARPNESS) == (0, 0), f"{file} was not taken for such a screen"
        assert shown_size(file, Paper(theme, of_table, width=4000)) == (wide / SHARPNESS, high / SHARPNESS)


def test_places_of_the_program_have_pages_and_dialogs_their_names(repo: Path) -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (repo / "desktop/spanloop/gui").rglob("*.py"))
    for dialog, name in _OF_DIALOG.items():
        assert f'setObjectName("{dialog}")' in source
        assert page(name).name == page_for_dialog(dialog)
    assert page_for_dialog("question") == ""
    assert page_for(Situation()) == "first-article"
    assert page_for(Situation(project=True)) == "first-article"
    assert page_for(Situation(project=True, event=True)) == "events"
    assert page_for(Situation(project=True, page="train", event=True)) == "training"
    assert page_for(Situation(project=True, page="judge")) == "scores"
    name, _, place = page_for(Situation(project=True, page="copies")).partition("#")
    heads = [block.line for block in page(name).blocks if isinstance(block, markup.Heading)]
    assert place in [anchor(words(line)) for line in heads]


def test_the_search_finds_words_in_any_case_and_titles_first() -> None:
    spoken = speaker(of_table)
    assert search("BACKUP", spoken=spoken)[0].page.name == "backup"
    assert [hit.page.name for hit in search("ledger hugging", spoken=spoken)] == ["exchange"]
    found = search("syndicated boilerplate menus", spoken=spoken)
    assert found == []
    assert "boilerplate" in search("boilerplate", spoken=spoken)[0].around
    assert "Ctrl+Z" in page("keys").text(spoken)
    assert "Hurry" not in page("keys").text(spoken)


def test_acts_without_a_key_are_named() -> None:
    spoken = speaker(lambda _: ())
    assert spoken(markup.Act("edit.undo")) == "“Undo”"
    assert spoken(markup.Act("zones.edit", named=True)) == "Zone editor"
    assert spoken(markup.Act("label:PER")) == "p"
    with pytest.raises(KeyError):
        spoken(markup.Act("edit.nothing"))


@pytest.mark.parametrize(
    ("source", "words"),
    [("`open", "`"), ("{edit undo}", "{"), ("**strong", "**"), ("[text](a b)", "]("), ("```sh\nx", "fence"),
     ("| a | b |\n|---|---|\n| c |", "differ"), ("<b>x</b>", "<b>")],
)  # fmt: skip
def test_a_mistyped_sign_is_refused_with_its_line(source: str, words: str) -> None:
    with pytest.raises(SpanloopError) as raised:
        markup.read(f"# Title\n\n{source}\n", where="page.md")
    assert words in str(raised.value)
    assert "page.md, line " in str(raised.value)


def test_the_little_markdown_is_read() -> None:
    blocks = markup.read(
        "# A `b` c\n\nOne\ntwo {edit.undo}.\n\n- x\n- y\n  z\n\n1. n\n\n"
        "| h | <kbd>Enter</kbd> |\n|---|---|\n| **s** | *e* |\n\n"
        "```sh\na  *b*\n```\n![shown](pictures/x.png)\n[out](https://e.org) {name help.keys}\n"
    )
    word = markup.Words
    assert blocks == (
        markup.Heading(1, (word("A "), word("b", "code"), word(" c"))),
        markup.Paragraph((word("One two "), markup.Act("edit.undo"), word("."))),
        markup.Listing(((word("x"),), (word("y z"),)), numbered=False),
        markup.Listing(((word("n"),),), numbered=True),
        markup.Table(((word("h"),), (markup.Key("Enter"),)), (((word("s", "strong"),), (word("e", "emphasis"),)),)),
        markup.Code("a  *b*", "sh"),
        markup.Picture("pictures/x.png", "shown"),
        markup.Paragraph((markup.Link("out", "https://e.org"), word(" "), markup.Act("help.keys", named=True))),
    )


def test_pages_render_without_a_stray_sign(qtbot: QtBot) -> None:
    from spanloop.gui.guide.check import read_all

    assert read_all() == len(PAGES)
