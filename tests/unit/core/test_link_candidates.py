"""Ranking of what a link may lead to."""

from __future__ import annotations

from collections.abc import Mapping

from spanloop.core.link_candidates import rank_targets
from spanloop.core.marks import Author, Event, Link, Marks, Mention
from spanloop.core.schema import LinkType

NOOR, ROBOT = Author("noor", "Noor"), Author("robot", "Extractor v1", "extractor")
TEXT = (
    "The Ilva Front denied it. General Ruvan Hask commands the northern army. The general spoke. "
    "The IF said that fighters struck the depot; the strike killed two."
)
ALIAS, MEMBER = LinkType("ALIAS", False), LinkType("MEMBER_OF", False)
CAUSE = LinkType("CAUSE", True)


def at(words: str) -> tuple[tuple[int, int]]:
    start = TEXT.index(words)
    return ((start, start + len(words)),)


FRONT = Mention("front", at("The Ilva Front"), "ARM")
HASK = Mention("hask", at("General Ruvan Hask"), "PER")
ARMY = Mention("army", at("the northern army"), "ARM")
GENERAL = Mention("general", at("The general"), "PER")
SHORT = Mention("short", at("IF"), "ARM")
STRUCK, STRIKE = Event("struck", "STRIKE", at("struck")), Event("strike", "STRIKE", at("the strike"))
KILLED = Event("killed", "HARM", at("killed"))
OWN = Marks(NOOR, (FRONT, HASK, ARMY, GENERAL, SHORT), (STRUCK, STRIKE, KILLED))


def targets(
    source: Mention | Event,
    kind: LinkType,
    *,
    marks: Marks = OWN,
    suggestions: tuple[Marks, ...] = (),
    past: Mapping[tuple[str, str], Mapping[str, int]] | None = None,
    limit: int = 9,
) -> list[str]:
    found = rank_targets(source, kind=kind, text=TEXT, marks=marks, suggestions=suggestions, past=past, limit=limit)
    return [candidate.uid for candidate in found]


def test_a_short_form_finds_its_name_and_a_description_the_person() -> None:
    assert targets(SHORT, ALIAS)[0] == "front"
    assert targets(GENERAL, ALIAS)[0] == "hask"
    assert targets(SHORT, ALIAS, limit=2) == targets(SHORT, ALIAS)[:2]


def test_events_are_linked_with_events() -> None:
    assert targets(STRIKE, CAUSE) == ["killed", "struck"]
    assert targets(STRIKE, CAUSE, past={("CAUSE", "STRIKE"): {"STRIKE": 3}})[0] == "struck"
    assert set(targets(KILLED, CAUSE)) == {"struck", "strike"}


def test_past_links_change_the_order() -> None:
    assert targets(HASK, MEMBER, past={("MEMBER_OF", "PER"): {"ARM": 4}})[0] == "army"


def test_what_is_linked_already_is_left_out_and_suggestions_are_offered() -> None:
    linked = Marks(NOOR, OWN.mentions, OWN.events, (Link("k", "ALIAS", "short", "front", False),))
    assert "front" not in targets(SHORT, ALIAS, marks=linked)
    assert "front" in targets(SHORT, MEMBER, marks=linked)
    offered = Marks(ROBOT, (Mention("f2", FRONT.fragments, "ARM", score=0.9), Mention("x", at("depot"), "FAC")))
    assert "x" in targets(SHORT, ALIAS, suggestions=(offered,))
    assert "f2" not in targets(SHORT, ALIAS, suggestions=(offered,)), "an own mark says the same"
