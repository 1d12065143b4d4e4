"""The sample: what reports it holds, that its gold keeps to the guideline, and that the gazetteer fits both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple, cast

import pytest

from spanloop.core.article import SILENT_ZONES, Article
from spanloop.core.marks import Marks, Mention
from spanloop.core.validation import validate
from spanloop.formats.jsonl import read_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.operations.projects import default_schema
from tests.seeds import GAZETTEER, LEFT, RECORDS, SAMPLE

SCHEMA = default_schema()
PATTERNS: list[dict[str, Any]] = [json.loads(line) for line in GAZETTEER.read_text(encoding="utf-8").splitlines()]
#: Labels that keep their small words: "the night before", "a dozen".
WHOLE = {"TIME", "NUM"}
PRONOUNS = {"he", "she", "it", "they", "him", "her", "them", "his", "its", "their", "we", "you"}


class Report(NamedTuple):
    """One report, and who marked it."""

    article: Article
    marks: Marks


@cache
def reports() -> tuple[Report, ...]:
    ledger = Ledger()
    found = [(record.article, record.marks) for record in read_jsonl(SAMPLE, ledger=ledger)]
    assert not ledger.entries
    return tuple(Report(article, marks) for article, marks in found if marks is not None)


def mentions() -> Iterator[tuple[Report, Mention, str]]:
    for report in reports():
        for mention in report.marks.mentions:
            (start, end), *others = mention.fragments
            assert not others
            yield report, mention, report.article.text[start:end]


# What it holds --------------------------------------------------------------------------------------------------------


def test_there_are_about_twenty_reports_one_of_them_arabic() -> None:
    assert 18 <= len(reports()) == len(RECORDS) <= 24
    assert [report.article.language for report in reports()].count("ar") == 1
    assert len({report.article.external_id for report in reports()}) == len(reports())
    assert [report.article.external_id for report in reports()][-LEFT:] == ["drone", "truce"]
    for report in reports():
        assert {completion.layer for completion in report.marks.completions} == {"entities", "events"}
        assert report.article.date
        assert report.article.source


def test_one_event_is_told_by_several_sides_with_tolls_that_differ() -> None:
    tolls: dict[str, set[str]] = {}
    for record in RECORDS:
        quotes = {span["id"]: span["text"] for span in record["spans"]}
        for event in record["events"]:
            if event["type"] == "HARM" and record["id"].startswith("depot-"):
                counts = {quotes[a["span"]] for a in event.get("arguments", []) if a["role"] == "count"}
                if event.get("attributes", {}).get("kind") == "killed":
                    tolls.setdefault(record["source"], set()).update(counts)
    assert len(tolls) >= 5
    assert len(set.union(*tolls.values())) >= 5


def test_a_digest_has_dated_breaks_and_a_scraped_page_has_its_boilerplate_and_comments() -> None:
    kinds = {report.article.external_id: [zone.kind for zone in report.article.zones] for report in reports()}
    digest = next(
        report.article for report in reports() if kinds[report.article.external_id].count("article_break") > 1
    )
    dates = [zone.date for zone in digest.zones if zone.kind == "article_break"]
    assert len(dates) == len(set(dates)) == 5
    assert None not in dates
    assert any({"headline", "standfirst", "boilerplate", "comment"} <= set(found) for found in kinds.values())
    assert all("headline" in found for found in kinds.values())


def test_two_reports_are_copies_and_no_others_come_near() -> None:
    def shingles(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return set(zip(*(words[at:] for at in range(4)), strict=False))

    cut = {str(report.article.external_id): shingles(report.article.text) for report in reports()}
    alike = {(a, b): len(cut[a] & cut[b]) / len(cut[a] | cut[b]) for a, b in combinations(cut, 2)}
    near = {pair for pair, share in alike.items() if share > 0.1}
    assert near == {("sarun-wire", "sarun-copy")}
    assert all(alike[pair] > 0.7 for pair in near)
    sources = {record["source"] for record in RECORDS if record["id"].startswith("sarun-")}
    assert len(sources) == 2


# Its gold -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["words of the window", "words of spaCy"])
def test_the_gold_has_no_problem(words: str) -> None:
    import spacy

    found: list[str] = []
    for report in reports():
        article = report.article
        if words == "words of spaCy":
            doc = spacy.blank(article.language)(article.text)
            article = replace(article, words=tuple((t.idx, t.idx + len(t)) for t in doc if not t.is_space))
        for problem in validate(article, report.marks, SCHEMA):
            # Where a report names no place, there is none to mark.
            if problem.code != "missing_role":
                found.append(f"{article.external_id} {problem.start} {problem.message}")
    assert found == []


def test_mentions_keep_to_the_guideline_at_their_edges() -> None:
    guilty: list[str] = []
    for report, mention, quote in mentions():
        opens = re.match(r"(the|a|an)\b", quote, re.IGNORECASE) and mention.label not in WHOLE
        ends = re.search(r"([\s.,;:!?\"“”()،؟-]|['’]s)$", quote)
        if opens or ends or re.match(r"[\s\"“(،]", quote):
            guilty.append(f"{report.article.external_id}: {mention.label} {quote!r}")
    assert guilty == []


def test_a_pronoun_is_marked_where_it_fills_a_role_and_named_by_an_alias() -> None:
    for report, mention, quote in mentions():
        if quote.lower() in PRONOUNS:
            filled = {argument.filler for event in report.marks.events for argument in event.arguments}
            named = {link.source for link in report.marks.links if link.type == "ALIAS"}
            assert mention.uid in filled & named, f"{report.article.external_id}: {quote} at {mention.fragments}"


def test_who_tells_of_an_event_and_how_certain_it_is_go_together() -> None:
    guilty = [
        f"{record['id']}: {event['trigger']['text']}"
        for record in RECORDS
        for event in record["events"]
        if any(argument["role"] == "source" for argument in event.get("arguments", []))
        != (event.get("attributes", {}).get("certainty", "stated") != "stated")
    ]
    assert guilty == []


def test_every_label_type_and_link_of_the_schema_occurs() -> None:
    assert {mention.label for _, mention, _ in mentions()} == {entity.label for entity in SCHEMA.entities}
    assert {event.type for report in reports() for event in report.marks.events} == {e.type for e in SCHEMA.events}
    used = {link.type for report in reports() for link in report.marks.links}
    assert used == {link.type for link in SCHEMA.links}


# The gazetteer --------------------------------------------------------------------------------------------------------


def wording(pattern: str | list[dict[str, str]]) -> str:
    """A regular expression that finds what a pattern of the ruler finds."""
    if isinstance(pattern, str):
        return rf"(?<!\w){re.escape(pattern)}(?!\w)"
    return r"(?i:(?<!\w){}(?!\w))".format(r"\s+".join(re.escape(token["LOWER"]) for token in pattern))


def test_every_alias_in_a_report_is_marked_with_its_label() -> None:
    unmarked: list[str] = []
    occur: set[str] = set()
    for report in reports():
        article = report.article
        silent = [(zone.start, zone.end) for zone in article.zones if zone.kind in SILENT_ZONES]
        for row in PATTERNS:
            held = [m.fragments[0] for m in report.marks.mentions if m.label == row["label"]]
            for hit in re.finditer(wording(row["pattern"]), article.text):
                if any(start <= hit.start() < end for start, end in silent):
                    continue
                occur.add(row["id"])
                if not any(start <= hit.start() and hit.end() <= end for start, end in held):
                    unmarked.append(f"{article.external_id} {row['label']} {hit[0]!r} at {hit.start()}")
    assert unmarked == []
    assert occur == {row["id"] for row in PATTERNS}, "who never occurs has no place in it"


def test_the_patterns_load_into_spacys_entity_ruler_and_find_what_gold_has() -> None:
    import spacy
    from spacy.pipeline import EntityRuler

    assert {row["label"] for row in PATTERNS} <= {entity.label for entity in SCHEMA.entities}
    assert len({(row["id"], row["label"]) for row in PATTERNS}) == len({row["id"] for row in PATTERNS})
    for language in ("en", "ar"):
        nlp = spacy.blank(language)
        ruler = cast("EntityRuler", nlp.add_pipe("entity_ruler"))
        ruler.from_disk(GAZETTEER)
        assert len(ruler.patterns) == len(PATTERNS)
        found = 0
        for report in (r for r in reports() if r.article.language == language):
            article = report.article
            silent = [(zone.start, zone.end) for zone in article.zones if zone.kind in SILENT_ZONES]
            for ent in nlp(article.text).ents:
                if any(start <= ent.start_char < end for start, end in silent):
                    continue
                found += 1
                inside = [m for m in report.marks.mentions if m.label == ent.label_]
                places = [m.fragments[0] for m in inside]
                assert any(a <= ent.start_char and ent.end_char <= b for a, b in places), f"{article.title}: {ent}"
                assert ent.ent_id_
        assert found
