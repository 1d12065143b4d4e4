from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Event, Marks, Mention
from spanloop.core.naming import NameMap
from spanloop.core.schema import Schema
from spanloop.core.words import word_boundaries
from spanloop.formats.conll.reading import detect_conll, read_conll
from spanloop.formats.conll.writing import write_conll
from spanloop.formats.interpreting import interpret
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from tests.unit.formats import strategies
from tests.unit.formats.ledgers import minus, said

EMPTY = Schema("s", "1")
ANNA = Author(new_uid(), "Anna")


def written(folder: Path, records: Iterable[Record]) -> tuple[Path, Ledger]:
    ledger = Ledger()
    write_conll(records, folder / "out.conll", schema=EMPTY, ledger=ledger)
    return folder / "out.conll", ledger


def back(path: Path, ledger: Ledger) -> list[Record]:
    documents = read_conll(path, ledger=ledger)
    return [one for each in documents for one in interpret(each, schema=EMPTY, names=NameMap(), ledger=ledger)]


def cut(article: Article) -> Article:
    """The article with its words, as a project stores them."""
    return replace(article, words=tuple(word_boundaries(article.text)))


def mention(text: str, part: str, label: str) -> Mention:
    at = text.index(part)
    return Mention(new_uid(), ((at, at + len(part)),), label)


def test_the_lines_of_a_record(tmp_path: Path) -> None:
    text = "Rebels hit  #1.\r\nDolna\u2028Town fell."
    marks = Marks(ANNA, (mention(text, "Rebels", "armed actor"), mention(text, "Dolna\u2028Town", "GPE")))
    article = cut(Article(new_uid(), text, "On Dolna", external_id="wire/7", language="en"))
    path, ledger = written(tmp_path, [Record(article, marks), Record(cut(Article("u-1", "سوريا")))])
    assert path.read_text("utf-8").split("\n") == [
        "-DOCSTART-\tO",
        "",
        '# id = "wire/7"',
        '# title = "On Dolna"',
        '# language = "en"',
        '# text = "Rebels hit  #1.\\r\\nDolna\\u2028Town fell."',
        "Rebels\tB-armed_x0020_actor",
        "hit\tO",
        "#\tO",
        "1\tO",
        ".\tO",
        "",
        "Dolna\tB-GPE",
        "Town\tI-GPE",
        "fell\tO",
        ".\tO",
        "",
        "-DOCSTART-\tO",
        "",
        '# uid = "u-1"',
        '# text = "سوريا"',
        "سوريا\tO",
        "",
        "",
    ]
    assert not ledger


def test_what_has_no_place_is_in_the_ledger(tmp_path: Path) -> None:
    text = "army chief of Dolna fell"
    long, inner, crossing, same, half, apart = (
        mention(text, "army chief of Dolna", "PER"),
        mention(text, "Dolna", "GPE"),
        mention(text, "Dolna fell", "EVENT"),
        mention(text, "army chief of Dolna", "ARM"),
        mention(text, "fel", "X"),
        Mention(new_uid(), ((0, 4), (20, 24)), "Y"),
    )
    event = Event(new_uid(), "FALL", ((20, 24),))
    marks = Marks(ANNA, (half, inner, crossing, long, same, apart), (event,))
    records = [Record(cut(Article(new_uid(), text, external_id="a")), marks)]
    path, ledger = written(tmp_path, records)
    assert {(entry.code, entry.mark) for entry in ledger.entries} == {
        ("events.not_carried", ""),
        ("fragments.not_carried", apart.uid),
        ("nested.not_carried", crossing.uid),
        ("nested.not_carried", inner.uid),
        ("nested.not_carried", same.uid),
        ("tokens.not_carried", half.uid),
    }
    assert {(entry.article, entry.author) for entry in ledger.entries} == {("a", "Anna")}
    (found,) = back(path, Ledger())
    assert said([found]) == said(minus(records, ledger))
    assert found.marks is not None
    assert [(one.fragments, one.label) for one in found.marks.mentions] == [(long.fragments, "PER")]


def test_no_sentence_ends_inside_a_mention(tmp_path: Path) -> None:
    text = "He met Col.\nHask of St. Ilva. It ended."
    records = [Record(cut(Article(new_uid(), text)), Marks(ANNA, (mention(text, "Col.\nHask", "PER"),)))]
    path, _ = written(tmp_path, records)
    ledger = Ledger()
    assert said(back(path, ledger)) == said(records)
    assert not ledger


@pytest.mark.parametrize("language", ["", "en", "ar", "zz"])
def test_articles_without_words_are_cut_by_the_rules_of_their_language(tmp_path: Path, language: str) -> None:
    text = "U.S. troops aren't at -DOCSTART- of\u200b it…\n\n  🚁قُتِلَ."
    whole = Mention(new_uid(), ((0, len(text)),), "ALL")
    records = [Record(Article(new_uid(), text, language=language), Marks(ANNA, (whole,)))]
    path, ledger = written(tmp_path, records)
    assert not ledger
    read = Ledger()
    assert said(back(path, read)) == said(records)
    assert not read


def test_an_article_that_comes_twice_or_has_no_words(tmp_path: Path) -> None:
    article = cut(Article(new_uid(), "a b"))
    blank = cut(Article(new_uid(), " \n\t"))
    path, ledger = written(tmp_path, [Record(article, Marks(ANNA)), Record(article, Marks(ANNA)), Record(blank)])
    assert ledger.counts() == {"authors.not_carried": 1}
    assert [(one.article.uid, one.article.text) for one in back(path, Ledger())] == [
        (article.uid, "a b"),
        (blank.uid, " \n\t"),
    ]


@st.composite
def records_on_words(draw: st.DrawFn) -> Record:
    """A record some of whose mentions stand on words, as those of projects do."""
    record = draw(strategies.records())
    article = cut(record.article)
    words = article.words or ()
    if record.marks is None or not words:
        return replace(record, article=article)
    places = draw(st.lists(st.tuples(*[st.integers(0, len(words) - 1)] * 2), max_size=4))
    found = tuple(
        Mention(draw(strategies.uids), ((words[min(pair)][0], words[max(pair)][1]),), draw(strategies.names))
        for pair in places
    )
    return replace(record, article=article, marks=replace(record.marks, mentions=(*record.marks.mentions, *found)))


def _told_apart(record: Record) -> str:
    return record.article.external_id or record.article.uid


several = st.lists(records_on_words(), min_size=1, max_size=3, unique_by=(lambda one: one.article.uid, _told_apart))
UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large]


def check_round_trip(records: list[Record]) -> None:
    with TemporaryDirectory() as temporary:
        path, ledger = written(Path(temporary), records)
        assert detect_conll(path, path.read_bytes()[:65_536])
        read = Ledger()
        found = back(path, read)
        assert said(found) == said(minus(records, ledger))
        assert [one.article.uid for one in found if one.article.external_id is None] == [
            one.article.uid for one in records if not one.article.external_id
        ]
        assert not read


@given(several)
@settings(max_examples=15, suppress_health_check=UNHURRIED, deadline=None)
def test_project_minus_ledger_comes_back(records: list[Record]) -> None:
    check_round_trip(records)


@pytest.mark.slow
@given(several)
@settings(max_examples=1_000, suppress_health_check=UNHURRIED, deadline=None)
def test_project_minus_ledger_comes_back_from_many(records: list[Record]) -> None:
    check_round_trip(records)
