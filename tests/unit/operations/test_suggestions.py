from __future__ import annotations

import pytest

from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Event, Mention
from spanloop.core.queue_view import QueueView
from spanloop.operations import suggestions
from spanloop.operations.marking import mark, unmark
from spanloop.operations.suggestions import accept, accept_as, reject
from spanloop.operations.undoing import redo, undo
from spanloop.operations.viewing import view_article
from spanloop.store.records import ExtractorRecord
from tests.unit.operations.bench import Bench


@pytest.fixture(autouse=True, params=["few", "many"])
def how_many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few suggestions are looked up one by one, for many the article is read; the outcome is the same."""
    if request.param == "many":
        monkeypatch.setattr(suggestions, "_FEW", 0)


def offered(bench: Bench) -> list[str]:
    desk = view_article(bench.project, author=bench.author, article=bench.article)
    return sorted(m.uid for marks in desk.suggestions for m in (*marks.mentions, *marks.events))


def test_a_suggestion_is_offered_until_it_is_decided(bench: Bench) -> None:
    one, other = Mention(new_uid(), bench.at("Army"), "ARM", 0.9), Mention(new_uid(), bench.at("Tuesday"), "TIME", 0.6)
    bench.suggest([one, other], [])
    assert offered(bench) == sorted([one.uid, other.uid])
    accept(bench.project, author=bench.author, suggestions=[one.uid])
    reject(bench.project, author=bench.author, suggestions=[other.uid])
    assert offered(bench) == []
    (mine,) = bench.own().mentions
    assert (mine.origin, mine.label, mine.score) == (one.uid, "ARM", None)
    assert {v.suggestion: v.outcome for v in bench.own().verdicts} == {one.uid: "accepted", other.uid: "rejected"}


def waiting(bench: Bench) -> int:
    """How many suggestions the queue says are left."""
    (row,) = bench.project.queue(bench.author)
    reading = bench.project.queue_reading(bench.author)
    assert [row.suggestions for row in reading.rows(reading.arrange(QueueView(suggested=True)), 0, 1)] == [
        row.suggestions
    ] * (row.suggestions > 0)
    return row.suggestions


def extractor(bench: Bench, number: int, *mentions: Mention) -> None:
    """Another version suggests from now on."""
    author = Author(new_uid(), f"Extractor v{number}", "extractor")
    with bench.project.act(author, "train") as act:
        act.add_author(author)
        act.add_extractor(
            ExtractorRecord(author.uid, author, author.name, number, "blank", 0, "", "1", state="current")
        )
        act.add_mentions(bench.article, author, list(mentions))


def test_the_queue_counts_what_the_desk_offers(bench: Bench) -> None:
    def army() -> Mention:
        return Mention(new_uid(), bench.at("Army"), "ARM", 0.9)

    def depot(label: str = "FAC") -> Mention:
        return Mention(new_uid(), bench.at("depot at"), label, 0.9)

    extractor(bench, 1, army(), corrected := depot())
    bench.suggest([army(), depot("GPE")], [], name="Names")
    bench.suggest([army(), depot("GPE")], [], name="Learned")
    assert waiting(bench) == len(offered(bench)) == 3, "what two suggest alike is one suggestion"
    accept_as(bench.project, author=bench.author, suggestion=corrected.uid, label="GPE")
    assert waiting(bench) == len(offered(bench)) == 1
    extractor(bench, 2, depot())
    assert waiting(bench) == len(offered(bench)) == 1, "what was corrected is not offered again by a newer version"
    extractor(bench, 3, accepted := army())
    accept(bench.project, author=bench.author, suggestions=[accepted.uid])
    assert waiting(bench) == len(offered(bench)) == 0
    (mine,) = (m for m in bench.own().mentions if m.label == "ARM")
    unmark(bench.project, author=bench.author, marks=[mine.uid])
    assert waiting(bench) == len(offered(bench)) == 0, "taking the mark away says that it was wrong"


def test_whose_scores_have_classes_is_told(bench: Bench) -> None:
    authors = [Author(f"v{number}", f"Extractor v{number}", "extractor") for number in (1, 2)]
    sure = {"classes": {"sure": {"least": 0.9}}}
    fitted = {"mentions": sure, "triggers": {"why_not": "too few"}, "arguments": sure}
    with bench.project.act(authors[0], "train") as act:
        for number, author in enumerate(authors, 1):
            act.add_author(author)
            state = "current" if number == 1 else "candidate"
            metrics = {"calibration": fitted}
            name = author.name
            made = ExtractorRecord(author.uid, author, name, number, "blank", 0, "", "1", metrics=metrics, state=state)
            act.add_extractor(made)
        act.add_mentions(bench.article, authors[0], [Mention(new_uid(), bench.at("Army"), "ARM", 0.9)])
    classed = view_article(bench.project, author=bench.author, article=bench.article).classed
    assert classed == {("v1", "mentions"), ("v1", "arguments")}
    accept(bench.project, author=bench.author, suggestions=offered(bench))
    assert view_article(bench.project, author=bench.author, article=bench.article).classed == frozenset()


def test_the_suggestion_itself_never_changes(bench: Bench) -> None:
    one = Mention(new_uid(), bench.at("Army"), "ARM", 0.9)
    rules = bench.suggest([one], [])
    accept_as(bench.project, author=bench.author, suggestion=one.uid, label="GPE")
    assert bench.project.marks(bench.article, rules).mentions == (one,)
    assert [(m.label, m.origin) for m in bench.own().mentions] == [("GPE", one.uid)]
    assert bench.own().verdicts[0].outcome == "corrected"


def test_accepting_an_event_accepts_the_fillers_that_it_needs(bench: Bench) -> None:
    gunners, depot = (
        Mention(new_uid(), bench.at("Gunners"), "ARM", 0.9),
        Mention(new_uid(), bench.at("Tel Shahin"), "GPE", 0.8),
    )
    event = Event(
        new_uid(),
        "STRIKE",
        bench.at("shelled"),
        (Argument("attacker", gunners.uid, score=0.6), Argument("place", depot.uid, score=0.4)),
        {},
        0.7,
    )
    rules = bench.suggest([gunners, depot], [event])
    accept(bench.project, author=bench.author, suggestions=[depot.uid])
    accept(bench.project, author=bench.author, suggestions=[event.uid])
    own = bench.own()
    by_origin = {m.origin: m.uid for m in own.mentions}
    assert own.events[0].arguments == (
        Argument("attacker", by_origin[gunners.uid]),
        Argument("place", by_origin[depot.uid]),
    )
    assert [argument.score for argument in own.events[0].arguments] == [None, None], "these are the person's own"
    assert len(own.mentions) == 2
    assert offered(bench) == []
    undo(bench.project, author=bench.author)
    (suggested,) = bench.project.marks(bench.article, rules).events
    assert [argument.score for argument in suggested.arguments] == [0.6, 0.4]


def strike(bench: Bench) -> tuple[Mention, Mention, Event]:
    """A suggested attacker, a suggested place and the event that both fill."""
    gunners = Mention(new_uid(), bench.at("Gunners"), "ARM", 0.9)
    town = Mention(new_uid(), bench.at("Tel Shahin"), "GPE", 0.8)
    arguments = Argument("attacker", gunners.uid), Argument("place", town.uid)
    return gunners, town, Event(new_uid(), "STRIKE", bench.at("shelled"), arguments, {}, 0.7)


def test_an_event_is_accepted_without_the_filler_that_was_rejected(bench: Bench) -> None:
    gunners, town, event = strike(bench)
    bench.suggest([gunners, town], [event])
    reject(bench.project, author=bench.author, suggestions=[town.uid])
    accept(bench.project, author=bench.author, suggestions=[event.uid, gunners.uid])
    own = bench.own()
    (mine,) = own.mentions
    assert mine.origin == gunners.uid
    assert own.events[0].arguments == (Argument("attacker", mine.uid),)
    assert {v.suggestion: v.outcome for v in own.verdicts}[town.uid] == "rejected"


def test_an_event_is_accepted_without_a_filler_that_was_rejected_from_an_earlier_version(bench: Bench) -> None:
    old = Mention(new_uid(), bench.at("Tel Shahin"), "GPE", 0.9)
    bench.suggest([old], [], name="old rules")
    reject(bench.project, author=bench.author, suggestions=[old.uid])
    gunners, town, event = strike(bench)
    bench.suggest([gunners, town], [event])
    accept(bench.project, author=bench.author, suggestions=[event.uid])
    assert [m.origin for m in bench.own().mentions] == [gunners.uid]


def test_a_rejected_filler_that_the_person_marked_themselves_fills_its_role(bench: Bench) -> None:
    gunners, town, event = strike(bench)
    bench.suggest([gunners, town], [event])
    reject(bench.project, author=bench.author, suggestions=[town.uid])
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Tel Shahin"), label="GPE")
    accept(bench.project, author=bench.author, suggestions=[event.uid])
    own = bench.own()
    roles = {argument.role: argument.filler for argument in own.events[0].arguments}
    assert roles["place"] == next(m.uid for m in own.mentions if m.label == "GPE")
    assert len(own.mentions) == 2


def test_what_was_rejected_is_not_offered_again_by_a_newer_version(bench: Bench) -> None:
    old, again = Mention(new_uid(), bench.at("Army"), "ARM", 0.9), Mention(new_uid(), bench.at("Army"), "ARM", 0.95)
    different = Mention(new_uid(), bench.at("Army shells"), "ARM", 0.5)
    bench.suggest([old], [], name="rules")
    reject(bench.project, author=bench.author, suggestions=[old.uid])
    bench.suggest([again, different], [], name="newer rules")
    assert offered(bench) == [different.uid]


def test_what_the_person_marked_already_is_not_offered(bench: Bench) -> None:
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label="ARM")
    bench.suggest([Mention(new_uid(), bench.at("Army"), "ARM", 0.9)], [])
    assert offered(bench) == []


def test_accepting_many_is_one_act(bench: Bench) -> None:
    words = ["Army", "Gunners", "Tel Shahin", "Tuesday"]
    found = [
        Mention(new_uid(), bench.at(w), label, 0.9)
        for w, label in zip(words, ["ARM", "ARM", "GPE", "TIME"], strict=True)
    ]
    bench.suggest(found, [])
    changes = accept(bench.project, author=bench.author, suggestions=[m.uid for m in found])
    assert changes.act == "accept 4 suggestions"
    assert len(bench.own().mentions) == 4
    undo(bench.project, author=bench.author)
    assert not bench.own().mentions
    assert len(offered(bench)) == 4
    redo(bench.project, author=bench.author)
    assert len(bench.own().mentions) == 4


def test_a_changed_mind_leaves_one_verdict(bench: Bench) -> None:
    one = Mention(new_uid(), bench.at("Army"), "ARM", 0.9)
    bench.suggest([one], [])
    reject(bench.project, author=bench.author, suggestions=[one.uid])
    accept(bench.project, author=bench.author, suggestions=[one.uid])
    (verdict,) = bench.own().verdicts
    assert verdict.outcome == "accepted"
