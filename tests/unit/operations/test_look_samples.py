"""What a preview shows of a file of marks: text around its first marks, and those that stand in it."""

from __future__ import annotations

import json
from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.article import Article
from spanloop.core.marks import Author, Event, Marks, Mention
from spanloop.formats.record import Record
from spanloop.operations.look_samples import Sample, sample_from_json, sample_of

NOOR = Author("noor", "Noor")


def record(text: str, *mentions: tuple[int, int], triggers: tuple[tuple[int, int], ...] = ()) -> Record:
    marks = Marks(
        NOOR,
        tuple(Mention(f"m{number}", (span,), "PER") for number, span in enumerate(mentions)),
        tuple(Event(f"e{number}", "STRIKE", (span,)) for number, span in enumerate(triggers)),
    )
    return Record(Article("a", text, title="A title"), marks)


def words(sample: Sample) -> list[str]:
    return [f"{mark.name} {sample.text[mark.start : mark.end]}" for mark in sample.marks]


def test_it_is_of_the_beginning_of_the_line_of_the_first_mark() -> None:
    text = "Menu\nThe army shelled the mill of Qasra.\n"
    found = sample_of(record(text, (9, 13), (22, 39), (34, 39), triggers=((14, 21),)))
    assert found is not None
    assert (found.title, found.text) == ("A title", text[5:])
    assert words(found) == ["PER army", "STRIKE shelled", "PER the mill of Qasra"]  # of nested ones the outer
    assert (found.begins, found.ends) == (False, True)
    assert sample_from_json(json.loads(json.dumps(asdict(found)))) == found


def test_there_is_none_without_marks_or_without_text() -> None:
    assert sample_of(record("The army")) is None
    assert sample_of(record("", (0, 3))) is None
    assert sample_of(Record(Article("a", "The army"))) is None
    assert sample_from_json(None) is None


@settings(max_examples=60)
@given(
    text=st.text(alphabet="ab é\U0001f30d\n", max_size=900),
    spans=st.lists(st.tuples(st.integers(0, 900), st.integers(1, 40)), max_size=12),
)
def test_marks_stand_on_their_words_and_share_none(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [(start, min(start + length, len(text))) for start, length in spans if start < len(text)]
    found = sample_of(record(text, *inside))
    if not inside:
        assert found is None
        return
    assert found is not None
    assert found.text in text
    assert len(found.text) <= 420
    ends = 0
    for mark in found.marks:
        assert ends <= mark.start < mark.end <= len(found.text)
        ends = mark.end
    places = [at for at in range(len(text) - len(found.text) + 1) if text.startswith(found.text, at)]
    assert any(all((at + m.start, at + m.end) in inside for m in found.marks) for at in places)
