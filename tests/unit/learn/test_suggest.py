"""Suggestions stand where the words stand in the article, whatever was left out of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.article import Article, Zone
from spanloop.core.marks import Author
from spanloop.learn.suggest import speaks, suggest

AUTHOR = Author("x", "Extractor v1", "extractor")


@pytest.fixture(scope="module")
def nlp() -> Any:
    """Marks Marra as GPE, and every "shelled" as an event with a score."""
    import spacy
    from spacy.language import Language

    @Language.component("test_shelled")
    def mark_shelled(doc: Any) -> Any:
        doc.spans["events"] = [doc[t.i : t.i + 1] for t in doc if t.text == "shelled"]
        for span in doc.spans["events"]:
            span.label_ = "STRIKE"
        relabelled = [doc.char_span(s.start_char, s.end_char, label="STRIKE") for s in doc.spans["events"]]
        doc.spans["events"] = relabelled
        doc.spans["events"].attrs["scores"] = [0.75] * len(relabelled)
        return doc

    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Marra"}])
    nlp.add_pipe("test_shelled")
    return nlp


def _texts(article: Article, marks: Any) -> list[tuple[str, str]]:
    spans = [(m.fragments, m.label) for m in marks.mentions] + [(e.trigger, e.type) for e in marks.events]
    return [(article.text[start:end], label) for ((start, end),), label in spans]


def test_offsets_are_the_articles_past_silent_zones_and_breaks(nlp: Any) -> None:
    text = "Skip to content\r\n🌧 Rebels shelled Marra.\nShare this Marra page\n2021-04-07\nThey shelled Marra again."
    share, break_ = text.index("Share"), text.index("2021")
    zones = (
        Zone("a", 0, 15, "boilerplate"),
        Zone("b", share, break_ - 1, "boilerplate"),
        Zone("c", break_, break_ + 10, "article_break", "2021-04-07"),
    )
    article = Article("one", text, zones=zones)
    ((uid, marks),) = suggest(nlp, [article], author=AUTHOR)
    assert uid == "one"
    assert marks.author == AUTHOR
    assert _texts(article, marks) == [("Marra", "GPE"), ("Marra", "GPE"), ("shelled", "STRIKE"), ("shelled", "STRIKE")]
    assert all(not share <= mention.start < break_ for mention in marks.mentions)
    assert [event.score for event in marks.events] == [0.75, 0.75]
    assert [mention.score for mention in marks.mentions] == [None, None]
    assert len({mark.uid for mark in (*marks.mentions, *marks.events)}) == 4


def test_events_come_with_what_fills_their_roles() -> None:
    import spacy
    from spacy.language import Language

    @Language.component("test_records")
    def write(doc: Any) -> Any:
        places = [("Rebels", "ARM"), ("Marra,", "GPE"), ("Ardin", "GPE")]
        starts = [(doc.text.index(words), words, label) for words, label in places]
        doc.spans["entities"] = [doc.char_span(at, at + len(words), label=label) for at, words, label in starts]
        doc.spans["entities"].attrs["scores"] = [0.5, 0.25, 0.125]
        triggers = [(doc.text.index(words), words) for words in ("shelled", "ordered")]
        doc.spans["events"] = [doc.char_span(at, at + len(words), label="STRIKE") for at, words in triggers]
        doc.spans["events"].attrs["scores"] = [0.75, 0.5]
        mentions = [{"start": at, "end": at + len(words), "label": label} for at, words, label in starts]
        arguments = (
            [
                {"role": "attacker", **mentions[0], "score": 0.5},
                {"role": "place", **mentions[1]},
                {"role": "place", **mentions[2]},
            ],
            [{"role": "content", "event": "e0", "score": 0.25}, {"role": "who", "start": 0, "end": 3, "label": "PER"}],
        )
        doc.user_data["events"] = [
            {
                "id": f"e{number}",
                "type": "STRIKE",
                "trigger": {"start": at, "end": at + len(words)},
                "arguments": arguments[number],
                "attributes": {"realis": "planned"} if number else {},
            }
            for number, (at, words) in enumerate(triggers)
        ]
        return doc

    nlp = spacy.blank("en")
    nlp.add_pipe("test_records")
    text = "Skip\nThe Rebels shelled Marra, as ordered. Menu\nArdin"
    menu = text.index("Menu")
    article = Article("one", text, zones=(Zone("a", 0, 4, "boilerplate"), Zone("b", menu, menu + 4, "boilerplate")))
    ((_, marks),) = suggest(nlp, [article], author=AUTHOR)
    attack, order = marks.events
    by_uid = {mention.uid: article.text[mention.start : mention.end] for mention in marks.mentions}
    filled = [(argument.role, by_uid.get(argument.filler, argument.filler)) for argument in attack.arguments]
    assert filled == [("attacker", "Rebels"), ("place", "Marra"), ("place", "Ardin")]
    # A filler that is no mention of the Doc is none of the marks either.
    assert [(argument.role, argument.filler) for argument in order.arguments] == [("content", attack.uid)]
    assert order.arguments[0].filler_is_event
    assert [[a.score for a in event.arguments] for event in marks.events] == [[0.5, None, None], [0.25]]
    assert [event.attributes for event in marks.events] == [{}, {"realis": "planned"}]
    assert [event.score for event in marks.events] == [0.75, 0.5]
    assert [mention.score for mention in marks.mentions] == [0.5, 0.25, 0.125]


def test_commas_and_colons_at_the_ends_of_a_mention_are_left_off(nlp: Any) -> None:
    import spacy

    greedy = spacy.blank("en")
    tokens = [{"TEXT": ","}, {"LOWER": "marra"}, {"TEXT": ";", "OP": "?"}, {"TEXT": ",", "OP": "?"}]
    only = [{"TEXT": ":"}]
    ruler: Any = greedy.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": pattern} for pattern in (tokens, only)])
    article = Article("one", "In Ardin, Marra;, and, marra: all was quiet, Marra.")
    ((_, marks),) = suggest(greedy, [article], author=AUTHOR)
    assert [article.text[m.start : m.end] for m in marks.mentions] == ["Marra", "marra", "Marra"]


def test_every_article_comes_once_and_in_order(nlp: Any) -> None:
    articles = [Article(str(number), text) for number, text in enumerate(["", "Marra", " \n", "x", "Marra Marra", ""])]
    said = list(suggest(nlp, iter(articles), author=AUTHOR))
    assert [uid for uid, _ in said] == ["0", "1", "2", "3", "4", "5"]
    assert [len(marks.mentions) for _, marks in said] == [0, 1, 0, 0, 2, 0]
    assert list(suggest(nlp, [], author=AUTHOR)) == []
    assert [uid for uid, _ in suggest(nlp, articles[:1], author=AUTHOR)] == ["0"]


def test_other_languages_get_no_marks(nlp: Any) -> None:
    articles = [Article("ar", "Marra", language="ar"), Article("en", "Marra", language="en"), Article("un", "Marra")]
    assert [speaks(nlp, article) for article in articles] == [False, True, True]
    assert [len(marks.mentions) for _, marks in suggest(nlp, articles, author=AUTHOR)] == [0, 1, 1]


def test_a_very_long_article_is_read(nlp: Any) -> None:
    article = Article("long", "word " * 210_000 + "Marra")
    ((_, marks),) = suggest(nlp, [article], author=AUTHOR)
    assert _texts(article, marks) == [("Marra", "GPE")]


@given(
    parts=st.lists(
        st.sampled_from(["Marra", " ", "\r\n", "🌧", "a\u0301", "\u00a0", "shelled", ".", "سوريا"]), max_size=30
    )
)
def test_what_is_marked_reads_as_it_was_learned(nlp: Any, parts: list[str]) -> None:
    article = Article("any", "".join(parts))
    ((_, marks),) = suggest(nlp, [article], author=AUTHOR)
    assert set(_texts(article, marks)) <= {("Marra", "GPE"), ("shelled", "STRIKE")}
