"""A project's experience: counted from the file, and kept up to date by what acts change."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanloop.core.experience import Experience
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.operations import events, linking, marking
from spanloop.operations.learning import gather_experience, learn_experience
from spanloop.operations.pasting import paste_article
from spanloop.operations.undoing import undo
from tests.unit.operations.bench import TEXT, Bench

WORDS = {"Army": "ARM", "Gunners": "ARM", "9th Division": "ARM", "depot": "FAC", "Tel Shahin": "GPE"}
TRIGGERS = {"shells": "STRIKE", "shelled": "STRIKE", "killing": "SAY"}


def fill(bench: Bench) -> None:
    for words, label in WORDS.items():
        marking.mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at(words), label=label)
    for words, kind in TRIGGERS.items():
        events.add_event(bench.project, author=bench.author, article=bench.article, trigger=bench.at(words), type=kind)
    own = bench.own()
    by_label = {m.label: m.uid for m in own.mentions}
    strike, _, say = own.events
    for event, role, filler in ((strike, "attacker", by_label["ARM"]), (strike, "place", by_label["GPE"])):
        events.fill_role(bench.project, author=bench.author, event=event.uid, role=role, filler=filler)
    events.fill_role(bench.project, author=bench.author, event=say.uid, role="about", filler=strike.uid)
    armies = [m.uid for m in own.mentions if m.label == "ARM"]
    linking.link(bench.project, author=bench.author, type="ALIAS", source=armies[1], target=armies[0])
    linking.link(bench.project, author=bench.author, type="CAUSE", source=strike.uid, target=say.uid)


def test_the_file_and_the_marks_teach_the_same(bench: Bench) -> None:
    fill(bench)
    paste_article(bench.project, author=bench.author, text="Gunners shelled it again.")
    rumour = Mention(new_uid(), bench.at("Tuesday"), "TIME")
    bench.suggest([rumour], [Event(new_uid(), "SAY", bench.at("shelled"))])
    from_file, from_marks = learn_experience(bench.project), Experience()
    from_marks.learn(TEXT, bench.own())
    assert from_file.snapshot() == from_marks.snapshot()
    assert from_file.triggers.known("shelling") == {"STRIKE": 2}
    assert from_file.links == {("ALIAS", "ARM"): {"ARM": 1}, ("CAUSE", "STRIKE"): {"SAY": 1}}
    assert from_file.habits.labels["STRIKE", "attacker"] == {"ARM": 1}
    from_marks.learn(TEXT, bench.own(), times=-1)
    assert from_marks.snapshot() == Experience().snapshot()


def test_it_is_counted_in_slices_and_only_the_newest(bench: Bench) -> None:
    assert list(gather_experience(bench.project, Experience())) == []
    fill(bench)
    newest = learn_experience(bench.project, most=1)
    assert len(newest.triggers) == 1
    assert len(newest.names) == 0
    sliced = Experience()
    assert len(list(gather_experience(bench.project, sliced))) == 1
    assert sliced.snapshot() == learn_experience(bench.project).snapshot()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from("marktoundof"), st.integers(0, 50)), min_size=1, max_size=8))
def test_counting_what_an_act_changed_is_as_good_as_counting_again(bench: Bench, steps: list[tuple[str, int]]) -> None:
    if not bench.own():
        fill(bench)
    project, author = bench.project, bench.author
    experience = learn_experience(project)
    for kind, number in steps:
        before = bench.own()
        mark = [*before.mentions, *before.events, None][number % (len(before.mentions) + len(before.events) + 1)]
        if kind in "undo":
            if project.undo_label(author) is None:
                continue
            changes = undo(project, author=author)
        elif mark is None:
            changes = marking.mark(
                project, author=author, article=bench.article, fragments=bench.at("Tuesday"), label="TIME"
            )
        elif kind in "mar" or len(before.mentions) < 3:
            changes = marking.unmark(project, author=author, marks=[mark.uid])
        elif isinstance(mark, Event):
            changes = events.retype(project, author=author, event=mark.uid, type="SAY")
        else:
            changes = marking.relabel(project, author=author, mention=mark.uid, label="GPE")
        experience.learn(TEXT, before, only=changes.marks, times=-1)
        experience.learn(TEXT, bench.own(), only=changes.marks)
        assert experience.snapshot() == learn_experience(project).snapshot()


def test_fillers_that_are_not_there_teach_nothing() -> None:
    event = Event("e", "STRIKE", ((0, 4),), (Argument("attacker", "gone"),))
    experience = Experience()
    experience.learn("shells", Marks(Author("noor", "Noor"), events=(event,)))
    assert experience.habits.labels == {}
