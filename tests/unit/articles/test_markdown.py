from __future__ import annotations

import pytest

from spanloop.articles.markdown import read_markdown, split_front
from spanloop.core.errors import SpanloopError
from tests.materials import PARAGRAPHS

BODY = "# Shells fall on *the* market\n\n![A mill](mill.png)\n\n" + "\n\n".join(PARAGRAPHS) + "\n"
FRONT = """---
title: "Shells fall on the grain market"
author:
  - Lena Farrow
  - Omar Sayed
date: 2021-04-07T10:30:00Z
source: https://orchard.example/1
site_name: Orchard Wire
lang: en-GB
---

"""


def test_the_front_matter_is_read_and_left_out_of_the_text() -> None:
    draft = read_markdown((FRONT + BODY).encode(), name="a.md")
    assert draft.text == BODY
    assert draft.raw == (FRONT + BODY).encode()
    assert (draft.title, draft.date, draft.language) == ("Shells fall on the grain market", "2021-04-07", "en")
    assert (draft.byline, draft.url, draft.source) == (
        "Lena Farrow, Omar Sayed", "https://orchard.example/1", "Orchard Wire",
    )  # fmt: skip
    assert [code for code, _ in draft.notes] == ["text.front_matter"]


def test_the_title_is_a_headline_and_a_picture_is_no_text() -> None:
    draft = read_markdown(BODY.encode(), name="a.md")
    zones = {draft.text[zone.start : zone.end]: zone.kind for zone in draft.zones}
    assert zones["Shells fall on *the* market"] == "headline"
    assert zones["![A mill](mill.png)"] == "boilerplate"
    assert draft.title == "Shells fall on *the* market"


def test_an_underlined_title_is_a_headline_too() -> None:
    draft = read_markdown(f"Shells fall on the market\n===\n\n{PARAGRAPHS[0]}".encode(), name="a.md")
    assert [draft.text[z.start : z.end] for z in draft.zones if z.kind == "headline"] == ["Shells fall on the market"]


@pytest.mark.parametrize("text", ["---\njust a rule\n---\nwords", "--- \n", "words\n---\ntitle: no\n---\n"])
def test_rules_are_no_front_matter(text: str) -> None:
    assert split_front(text) == ({}, text)


def test_toml_is_front_matter_too() -> None:
    assert split_front('+++\r\ntitle = "A b"\r\ntags = ["x", "y"]\r\n+++\r\nwords') == (
        {"title": "A b", "tags": "x, y"}, "words",
    )  # fmt: skip


def test_a_month_in_the_front_matter_is_no_day() -> None:
    draft = read_markdown((FRONT.replace("2021-04-07T10:30:00Z", "April 2021") + BODY).encode(), name="a.md")
    assert draft.date == ""
    assert ("text.date", "the date 'April 2021' does not say which day is meant; left out") in draft.notes


def test_front_matter_alone_is_refused() -> None:
    with pytest.raises(SpanloopError, match="nothing below the front matter"):
        read_markdown(FRONT.encode(), name="a.md")
