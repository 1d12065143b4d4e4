"""Types and labels that are proposed."""

from __future__ import annotations

import pytest

from spanloop.core.experience import Experience
from spanloop.core.lexicon import Lexicon, example_triggers, gloss_words
from spanloop.core.proposing import TypeProposal, propose_labels, propose_type
from spanloop.core.schema import Role, Schema, parse_schema


@pytest.fixture
def schema() -> Schema:
    return parse_schema(
        {
            "name": "small",
            "version": "1",
            "entities": [{"label": label} for label in ("ARM", "FAC", "TIME")],
            "events": [
                {"type": "ATTACK", "roles": {"attacker": {"fills": ["ARM", "FAC"]}, "time": {"fills": ["TIME"]}}},
                {"type": "STRIKE", "example": "A drone [strike] followed."},
                {"type": "SAY"},
                {"type": "HARM", "gloss": "people are bombarded or displaced"},
            ],
        }
    )


@pytest.fixture
def past() -> Experience:
    found = Experience()
    for kind, times in (("ATTACK", 1), ("STRIKE", 3)):
        found.triggers.count("shelled", kind, times=times)
    return found


def propose(
    quote: str,
    schema: Schema,
    past: Experience,
    *,
    here: dict[str, int] | None = None,
    suggested: tuple[str, str] | None = None,
    last: str = "",
) -> TypeProposal:
    return propose_type(
        quote,
        schema=schema,
        experience=past,
        examples=example_triggers(schema),
        glosses=gloss_words(schema),
        here=here,
        suggested=suggested,
        last=last,
    )


def test_a_suggestion_goes_first(schema: Schema, past: Experience) -> None:
    found = propose("shelling", schema, past, suggested=("SAY", "Extractor v3"), here={"HARM": 2}, last="HARM")
    assert found == TypeProposal("SAY", "suggested by Extractor v3", ("HARM", "STRIKE", "ATTACK"))


def test_then_what_the_words_were_marked_as(schema: Schema, past: Experience) -> None:
    assert propose("Shelling", schema, past, last="SAY") == TypeProposal(
        "STRIKE", "as 3 of 4 times before", ("ATTACK",)
    )
    past.triggers.count("said", "SAY")
    assert propose("said", schema, past).why == "as 1 time before"


def test_the_same_article_outweighs_the_others(schema: Schema, past: Experience) -> None:
    assert propose("shelling", schema, past, here={"ATTACK": 1}).type == "ATTACK"
    assert propose("storm", schema, past, here={"HARM": 1}) == TypeProposal("HARM", "as before in this article")


def test_then_examples_then_kin_then_the_last_type_then_the_first(schema: Schema, past: Experience) -> None:
    assert propose("strikes", schema, past, last="SAY") == TypeProposal("STRIKE", "an example of the guideline")
    past.triggers.count("bombardment", "HARM")
    assert propose("bombarded", schema, past) == TypeProposal("HARM", "as words of the same stem")
    assert propose("unknown", schema, past, last="SAY") == TypeProposal("SAY", "the type used last")
    assert propose("unknown", schema, past, last="GONE") == TypeProposal("ATTACK")


def test_words_of_the_guideline_go_before_the_last_type(schema: Schema) -> None:
    past = Experience()
    assert propose("attacking", schema, past, last="SAY") == TypeProposal("ATTACK", "a word of the guideline")
    assert propose("bombardment", schema, past, last="SAY").type == "HARM"
    past.triggers.count("attack", "STRIKE")
    assert propose("attacking", schema, past, last="SAY") == TypeProposal("STRIKE", "as 1 time before", ("ATTACK",))


def test_types_that_the_schema_lost_are_not_proposed(schema: Schema) -> None:
    past = Experience()
    past.triggers.count("shelled", "GONE")
    assert propose("shelled", schema, past, suggested=("GONE", "x")).type == "ATTACK"
    empty = parse_schema({"name": "none", "version": "1", "entities": [], "events": []})
    assert propose_type("x", schema=empty, experience=past, examples=Lexicon(), glosses=Lexicon()) == TypeProposal("")


def role(schema: Schema, name: str) -> Role:
    kind = schema.event("ATTACK")
    found = kind.role(name) if kind else None
    assert found is not None
    return found


def test_the_only_label_is_sure(schema: Schema) -> None:
    found = propose_labels(
        "Monday", role=role(schema, "time"), event_type="ATTACK", schema=schema, experience=Experience()
    )
    assert (found.labels, found.sure) == (("TIME",), True)


def test_labels_follow_the_words_before_the_role(schema: Schema) -> None:
    past, wanted = Experience(), role(schema, "attacker")

    def labels(quote: str) -> tuple[tuple[str, ...], bool]:
        found = propose_labels(quote, role=wanted, event_type="ATTACK", schema=schema, experience=past)
        return found.labels, found.sure

    assert labels("the depot") == (("ARM", "FAC"), False)
    past.count_filler("ATTACK", "attacker", "FAC", before=True)
    assert labels("a convoy") == (("FAC", "ARM"), True)
    past.names.count("a convoy", "ARM")
    assert labels("a convoy") == (("ARM", "FAC"), False), "words and habits disagree"
    past.names.count("convoys", "ARM", times=3)
    assert labels("convoys") == (("ARM", "FAC"), True)
    past.names.count("Monday", "TIME", times=9)
    assert "TIME" not in labels("Monday")[0]
