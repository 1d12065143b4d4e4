"""A schema that changes while articles are marked: the same as the rules in core, one act, undone and redone whole."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Completion, Event, Link, Marks, Mention, Verdict
from spanloop.core.schema import parse_schema
from spanloop.core.schema_carry import carry_marks
from spanloop.core.schema_change import SchemaMapping, plan_change
from spanloop.core.schema_editing import SchemaEditing
from spanloop.operations import (
    exporting,
    importing,
    schema_changing,
    schema_history,
    schema_words,
    suggestions,
    undoing,
)
from spanloop.store.project import Project
from tests.unit.operations.schema_marks import TEXT, Filling, small_schema
from tests.unit.store.helpers import content

ANN, BOB = Author(new_uid(), "Ann"), Author(new_uid(), "Bob")
MACHINE = Author(new_uid(), "v1", "extractor")


@pytest.fixture
def project(tmp_path: Path) -> Any:
    with Project.create(tmp_path / "p.spanloop", name="p", schema=small_schema()) as made:
        yield made


def add_article(project: Project) -> str:
    uid = new_uid()
    with project.act(ANN, "import") as act:
        act.add_article(Article(uid=uid, text=TEXT))
    return uid


def do_edits(editing: SchemaEditing, edits: list[tuple[str, int, int]]) -> SchemaEditing:
    """Play edits at random; what is refused is left out, as a person would."""
    for verb, one, two in edits:
        trial = copy.deepcopy(editing)
        try:
            _edit(trial, verb, one, two)
            trial.parsed()
        except SpanloopError:
            continue
        editing = trial
    return editing


def _edit(editing: SchemaEditing, verb: str, one: int, two: int) -> None:
    document = editing.document
    names = [item["label"] for item in document["entities"]] + [item["type"] for item in document["events"]]
    names += [item["type"] for where in ("event_links", "entity_links") for item in document[where]]
    names += [f"{item['type']}.{role}" for item in document["events"] for role in item.get("roles", {})]
    names += [*document["attributes"], "place", "polarity.no", "kind.air", "realis.real"]
    name, other = names[one % len(names)], names[two % len(names)]
    if verb == "add":
        editing.add("label", f"NEW{one}")
    elif verb == "delete":
        editing.delete(name)
    elif verb == "merge":
        editing.merge(name, other)
    else:
        editing.rename(name, other if one % 3 == 0 else f"N{two}")


def plain(marks: Marks) -> Any:
    """What one author says, without what tells when."""
    return (
        sorted((m.uid, m.label, m.fragments, m.notes, m.score) for m in marks.mentions),
        sorted(
            (
                e.uid,
                e.type,
                e.trigger,
                [(a.role, a.filler, a.score) for a in e.arguments],
                sorted(e.attributes.items()),
                e.notes,
            )
            for e in marks.events
        ),
        sorted((k.uid, k.type, k.source, k.target) for k in marks.links),
    )


EDITS = st.lists(
    st.tuples(st.sampled_from(["rename", "merge", "merge", "delete", "add"]), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=6,
)


@given(seed=st.integers(0, 10_000), edits=EDITS, drop=st.booleans())
@hypothesis_settings(max_examples=15)
def test_store_follows_the_rules_and_undo_brings_all_back(
    seed: int, edits: list[tuple[str, int, int]], drop: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("schema") / "p.spanloop"
    with Project.create(path, name="p", schema=small_schema()) as project:
        filling = Filling(project, random.Random(seed))
        articles = [add_article(project) for _ in range(2)]
        for article in articles:
            filling.fill(article)
        editing = do_edits(schema_changing.edit_schema(project), edits)
        schema, mapping = schema_changing.edited(project, editing)
        plan = plan_change(project.schema, schema, mapping)
        expected = [
            (article, marks.author, plain(carry_marks(marks, plan, drop_misfits=drop).marks))
            for article in articles
            for marks in project.all_marks(article)
        ]
        before = content(project)
        foretold = schema_changing.preview(project, schema=schema, mapping=mapping)
        assert content(project) == before
        changes = schema_changing.change_schema(project, author=ANN, schema=schema, mapping=mapping, drop_misfits=drop)
        assert bool(changes) == foretold.differs
        for article, author, marks in expected:
            assert plain(project.marks(article, author)) == marks
        assert project.integrity() == []
        after = content(project)
        if changes:
            assert "\ue000" not in str(after)
            undoing.undo(project, author=ANN)
            assert content(project) == before
            assert project.schema.version == "1"
            undoing.redo(project, author=ANN)
            assert content(project) == after


def changed(project: Project, *edits: tuple[str, ...], author: Author = ANN) -> Any:
    editing = schema_changing.edit_schema(project)
    for verb, *names in edits:
        getattr(editing, verb)(*names)
    schema, mapping = schema_changing.edited(project, editing)
    return schema_changing.change_schema(project, author=author, schema=schema, mapping=mapping)


def test_swapped_labels_on_one_place(project: Project) -> None:
    article = add_article(project)
    one, two = Mention(new_uid(), ((0, 6),), "ARM"), Mention(new_uid(), ((0, 6),), "CIV")
    with project.act(ANN, "mark") as act:
        act.add_mentions(article, ANN, [one, two])
    changed(project, ("rename", "ARM", "X"), ("rename", "CIV", "ARM"), ("rename", "X", "CIV"))
    assert {m.uid: m.label for m in project.marks(article, ANN).mentions} == {one.uid: "CIV", two.uid: "ARM"}
    assert project.integrity() == []


def test_a_merge_keeps_fillers_links_notes_and_verdicts_of_both(project: Project) -> None:
    article = add_article(project)
    arm, org = Mention(new_uid(), ((0, 6),), "ARM", notes="a"), Mention(new_uid(), ((0, 6),), "ORG", notes="o")
    place = Mention(new_uid(), ((12, 18),), "LOC")
    event = Event(new_uid(), "STRIKE", ((7, 11),), (Argument("agent", arm.uid), Argument("agent", org.uid)))
    with project.act(ANN, "mark") as act:
        act.add_mentions(article, ANN, [arm, org, place])
        act.add_events(article, ANN, [event])
        act.add_links(article, ANN, [Link(new_uid(), "alias", arm.uid, place.uid, False)])
        act.add_verdicts(article, ANN, [Verdict(new_uid(), new_uid(), "accepted", arm.uid, "2025-01-01T00:00:00Z")])
    changes = changed(project, ("merge", "ARM", "ORG"))
    marks = project.marks(article, ANN)
    assert {m.uid: (m.label, m.notes) for m in marks.mentions if m.label == "ORG"} == {org.uid: ("ORG", "o\na")}
    assert marks.events[0].arguments == (Argument("agent", org.uid),)
    assert marks.links[0].source == org.uid
    assert marks.verdicts[0].result == org.uid
    assert arm.uid in {removal.uid for removal in marks.removed}
    assert changes.act == "merge ARM into ORG in the schema"


def test_merged_types_bring_their_roles_and_events_that_differ_stay_two(project: Project) -> None:
    article = add_article(project)
    who, whom = Mention(new_uid(), ((0, 6),), "ARM"), Mention(new_uid(), ((12, 18),), "CIV")
    trigger = ((7, 11),)
    same = [Event(new_uid(), "STRIKE", trigger, (Argument("agent", who.uid),)), Event(new_uid(), "HARM", trigger)]
    taken = [
        Event(new_uid(), "STRIKE", ((22, 28),)),
        Event(new_uid(), "HARM", ((22, 28),), (Argument("victim", whom.uid, score=0.25),)),
    ]
    differ = [
        Event(new_uid(), "STRIKE", ((44, 49),), (Argument("agent", who.uid),)),
        Event(new_uid(), "HARM", ((44, 49),), (Argument("victim", whom.uid),)),
    ]
    with project.act(ANN, "mark") as act:
        act.add_mentions(article, ANN, [who, whom])
        act.add_events(article, ANN, [*same, *taken, *differ])
    editing = schema_changing.edit_schema(project)
    editing.merge("HARM", "STRIKE")
    schema, mapping = schema_changing.edited(project, editing)
    found = schema_changing.preview(project, schema=schema, mapping=mapping)
    assert (found.twins, [row.folded for row in found.rows if row.step.old == "HARM"]) == (1, [2])
    assert (found.rows[0].marks, found.rows[0].authors) == (3, (("Ann", 3),))
    schema_changing.change_schema(project, author=ANN, schema=schema, mapping=mapping)
    events = project.marks(article, ANN).events
    assert [(e.type, [(a.role, a.score) for a in e.arguments]) for e in events] == [
        ("STRIKE", [("agent", None)]), ("STRIKE", [("victim", 0.25)]), ("STRIKE", [("agent", None)]),
        ("STRIKE", [("victim", None)]),
    ]  # fmt: skip


def test_completions_stay_but_for_what_was_added(project: Project) -> None:
    article = add_article(project)
    with project.act(ANN, "complete") as act:
        for layer in ("entities", "events"):
            act.add_completions(article, ANN, [Completion(new_uid(), layer, 0, len(TEXT), "1")])
    changed(project, ("rename", "ARM", "FORCE"), ("merge", "CIV", "ORG"), ("delete", "LOC"))
    assert project.queue(ANN)[0].state == "complete"
    assert {c.schema_version for c in project.marks(article, ANN).completions} == {"2"}
    editing = schema_changing.edit_schema(project)
    editing.add("label", "WPN", key="w", gloss="weapon")
    schema, mapping = schema_changing.edited(project, editing)
    assert schema_changing.preview(project, schema=schema, mapping=mapping).reopened == {"entities": 1}
    schema_changing.change_schema(project, author=ANN, schema=schema, mapping=mapping)
    assert project.queue(ANN)[0].complete_layers == ("events",)
    # Merged away again, the new label was still never looked for under the name that it now has.
    changed(project, ("merge", "WPN", "FORCE"))
    assert project.queue(ANN)[0].complete_layers == ("events",)


def test_suggestions_are_offered_under_the_new_name_and_rejected_ones_stay_so(project: Project) -> None:
    article = add_article(project)
    kept, refused = Mention(new_uid(), ((0, 6),), "ARM", 0.8), Mention(new_uid(), ((12, 18),), "ARM", 0.6)
    with project.act(MACHINE, "suggest") as act:
        act.add_mentions(article, MACHINE, [kept, refused])
    suggestions.reject(project, author=ANN, suggestions=[refused.uid])
    changed(project, ("rename", "ARM", "FORCE"), author=BOB)
    assert {rejected.label for rejected in project.rejected(article, ANN)} == {"FORCE"}
    suggestions.accept(project, author=ANN, suggestions=[kept.uid])
    assert [m.label for m in project.marks(article, ANN).mentions] == ["FORCE"]


def test_what_an_old_extractor_says_is_translated_through_all_changes(project: Project) -> None:
    article = add_article(project)
    changed(project, ("rename", "ARM", "FORCE"))
    changed(project, ("merge", "FORCE", "ORG"), ("delete", "LOC"), ("rename", "STRIKE", "HIT"))
    said = Marks(
        MACHINE,
        (Mention(new_uid(), ((0, 6),), "ARM"), Mention(new_uid(), ((12, 18),), "LOC")),
        (Event(new_uid(), "STRIKE", ((7, 11),)),),
    )
    (carried,), words = schema_history.translate(project, [(article, said)], version="1")
    assert [m.label for m in carried[1].mentions] == ["ORG"]
    assert [e.type for e in carried[1].events] == ["HIT"]
    assert words == ["1 mention of LOC left out: the schema has that no more"]


def test_what_the_schema_has_not_goes_where_only_known_names_are_wanted(project: Project) -> None:
    mentions = (Mention("m1", ((0, 6),), "ARM"), Mention("m2", ((12, 18),), "SIDE"))
    arguments = (Argument("agent", "m1"), Argument("target", "m2"), Argument("with", "m1"))
    strike = Event("e1", "STRIKE", ((7, 11),), arguments=arguments, attributes={"mood": "odd"})
    said = Marks(MACHINE, mentions, (strike, Event("e2", "RAID", ((7, 11),))))
    ((_, as_it_was),), words = schema_history.translate(project, [("a", said)], version="7")
    assert (as_it_was, words) == (said, [])
    ((_, known),), words = schema_history.translate(project, [("a", said)], version="7", known_only=True)
    assert [m.uid for m in known.mentions] == ["m1"]
    assert [(e.uid, [a.role for a in e.arguments], e.attributes) for e in known.events] == [("e1", ["agent"], {})]
    assert "1 mention of SIDE left out: the schema has that no more" in words
    assert any("RAID" in each for each in words)


def test_a_copy_that_was_exported_before_comes_in_under_the_new_names(project: Project, tmp_path: Path) -> None:
    article = add_article(project)
    mine = [Mention(new_uid(), ((0, 6),), "ARM"), Mention(new_uid(), ((12, 18),), "LOC")]
    with project.act(ANN, "mark") as act:
        act.add_mentions(article, ANN, mine)
        act.add_completions(article, ANN, [Completion(new_uid(), "entities", 0, len(TEXT), "1")])
    file = tmp_path / "before.jsonl"
    exporting.export_jsonl(project, dest=file)
    changed(project, ("rename", "ARM", "FORCE"), ("delete", "LOC"))
    before = project.marks(article, ANN)
    report = importing.import_paths(project, author=ANN, paths=[file])
    assert [(m.uid, m.label) for m in project.marks(article, ANN).mentions] == [(mine[0].uid, "FORCE")]
    assert project.marks(article, ANN).completions == before.completions
    assert [entry.message for entry in report.ledger.entries] == [
        "1 mention of LOC left out: the schema has that no more"]  # fmt: skip


def test_a_file_of_a_version_that_is_taken_gets_the_next_one(project: Project, tmp_path: Path) -> None:
    document = {**small_schema().document, "entities": [{"label": label} for label in ("ARM", "CIV", "LOC")],
                "events": [], "common_roles": {}}  # fmt: skip
    path = tmp_path / "new.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    schema, mapping = schema_changing.read_new_schema(project, path)
    found = schema_changing.preview(project, schema=schema, mapping=mapping)
    assert found.plan.new.version == "2"
    assert {(row.step.part, row.step.old) for row in found.rows} >= {("label", "ORG"), ("type", "STRIKE")}
    schema_changing.change_schema(project, author=ANN, schema=schema, mapping=mapping)
    # The file of the schema in force, brought once more, changes nothing.
    path.write_text(json.dumps(dict(project.schema.document)), encoding="utf-8")
    again, mapping = schema_changing.read_new_schema(project, path)
    assert not schema_changing.change_schema(project, author=ANN, schema=again, mapping=mapping)


def test_a_schema_is_not_taken_back_from_under_marks_that_others_made_since(project: Project) -> None:
    article = add_article(project)
    one = Mention(new_uid(), ((0, 6),), "ARM")
    with project.act(ANN, "mark") as act:
        act.add_mentions(article, ANN, [one])
    changed(project, ("rename", "ARM", "FORCE"))
    theirs = Mention(new_uid(), ((12, 18),), "FORCE")
    with project.act(BOB, "mark") as act:
        act.add_mentions(article, BOB, [theirs])
    before = content(project)
    with pytest.raises(SpanloopError, match="Bob made 1 mark of FORCE since"):
        undoing.undo(project, author=ANN)
    assert content(project) == before
    undoing.undo(project, author=BOB)
    undoing.undo(project, author=ANN)
    assert [m.label for m in project.marks(article, ANN).mentions] == ["ARM"]
    with project.act(BOB, "mark") as act:
        act.add_mentions(article, BOB, [Mention(new_uid(), ((12, 18),), "ARM")])
    with pytest.raises(SpanloopError, match="cannot be redone: Bob made 1 mark of ARM since"):
        undoing.redo(project, author=ANN)


def test_what_is_not_there_is_refused_in_words(project: Project) -> None:
    with pytest.raises(SpanloopError, match="The schema in force has no entity label XXX"):
        schema_changing.preview(project, schema=small_schema(), mapping=SchemaMapping(labels={"XXX": "ARM"}))
    with pytest.raises(SpanloopError, match="The new schema has no event type XXX"):
        schema_changing.preview(project, schema=small_schema(), mapping=SchemaMapping(types={"STRIKE": "XXX"}))
    editing = schema_changing.edit_schema(project)
    editing.set_field("CIV", "key", "a")
    with pytest.raises(SpanloopError, match="key 'a' stands twice in the entity labels"):
        editing.parsed()


def test_the_preview_says_what_is_written_and_why(project: Project) -> None:
    articles = [add_article(project) for _ in range(3)]
    for number, article in enumerate(articles):
        troops, city = Mention(new_uid(), ((0, 6),), "ARM"), Mention(new_uid(), ((12, 18),), "LOC")
        role = "agent" if number == 0 else "place"
        filler = troops if number == 0 else city
        left = Event(new_uid(), "STRIKE", ((7, 11),), (Argument(role, filler.uid),))
        with project.act(ANN, "mark") as act:
            act.add_mentions(article, ANN, [troops, city] if number < 2 else [city])
            act.add_events(article, ANN, [left])
            act.add_completions(article, ANN, [Completion(new_uid(), "entities", 0, len(TEXT), "1")])
    editing = schema_changing.edit_schema(project)
    editing.delete("ARM")
    schema, mapping = schema_changing.edited(project, editing)
    found = schema_changing.preview(project, schema=schema, mapping=mapping)
    assert (found.marks, found.named, found.articles) == (3, 2, 2)
    assert schema_words.preview_words(found)[0] == (
        "3 marks in 2 articles would be written, in one act: 2 whose own name changes or goes, and 1 event or link in "
        "which something else does."
    )
    changes = schema_changing.change_schema(project, author=ANN, schema=schema, mapping=mapping)
    assert len(changes.marks) == 3
    assert set(articles) == changes.articles  # the third because its completion goes along


def test_a_preview_counts_fillers_that_are_to_be_taken_out(project: Project) -> None:
    article = add_article(project)
    city = Mention(new_uid(), ((12, 18),), "LOC")
    with project.act(ANN, "mark") as act:
        act.add_mentions(article, ANN, [city])
        act.add_events(article, ANN, [Event(new_uid(), "STRIKE", ((7, 11),), (Argument("place", city.uid),))])
    document = json.loads(json.dumps(small_schema().document))
    document["common_roles"]["place"]["fills"] = ["CIV"]
    schema = parse_schema(document | {"version": "2"})
    left = schema_changing.preview(project, schema=schema)
    assert (left.marks, left.articles, left.misfits) == (0, 0, 1)
    assert "1 filler would stand in a role" in " ".join(schema_words.preview_words(left))
    dropped = schema_changing.preview(project, schema=schema, drop_misfits=True)
    assert (dropped.marks, dropped.named, dropped.articles, dropped.misfits) == (1, 0, 1, 1)
    assert "1 filler would be taken out of a role that takes its label no more." in " ".join(
        schema_words.preview_words(dropped)
    )
    assert schema_changing.change_schema(project, author=ANN, schema=schema, drop_misfits=True).articles == {article}


def test_a_name_is_followed_through_changes_and_back(project: Project) -> None:
    def followed(name: str, before: Any) -> str | None:
        return schema_history.follow_label(project, name, layer="entities", before=before)

    first = project.schema
    changed(project, ("rename", "ARM", "X"), ("rename", "CIV", "ARM"), ("rename", "X", "CIV"), ("delete", "LOC"))
    second = project.schema
    assert [followed(name, first) for name in ("ARM", "CIV", "LOC", "ORG")] == ["CIV", "ARM", None, "ORG"]
    undoing.undo(project, author=ANN)
    assert [followed(name, second) for name in ("ARM", "CIV", "ORG")] == ["CIV", "ARM", "ORG"]
    changed(project, ("merge", "CIV", "ORG"), ("merge", "ARM", "ORG"))
    merged = project.schema
    assert followed("ARM", first) == "ORG"
    undoing.undo(project, author=ANN)
    assert followed("ORG", merged) == "ORG"
