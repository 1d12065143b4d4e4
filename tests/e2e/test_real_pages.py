"""Real pages with hand-made gold through the command line: in with their zones, out as training data.

What is done with that is in test_five_pages. Needs the shared corpora (see `shared_dir`).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.article import SILENT_ZONES, Article, Zone
from spanloop.core.segments import segments
from tests.e2e.test_command_line import write_lines
from tests.e2e.verbs import Spanloop, in_child_process, in_this_process_for_long
from tests.gold import complete_gold_lines
from tests.unit.articles.five_pages import FIVE_PAGES, judged_shared_page
from tests.unit.articles.judged import by_character

SPLITS = ("train", "dev", "test")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real")


@pytest.fixture(scope="module")
def program(folder: Path) -> Spanloop:
    return Spanloop(in_this_process_for_long(folder / "home"))


@pytest.fixture(scope="module")
def gold(shared_dir: Path) -> list[dict[str, Any]]:
    """The gold lines, each complete as far as its marks reach."""
    return complete_gold_lines(shared_dir)


@pytest.fixture(scope="module")
def project(folder: Path, program: Spanloop, shared_dir: Path, gold: list[dict[str, Any]]) -> Path:
    """A project with the real pages and the gold of three of them."""
    made = program.makes(folder / "real.spanloop")
    pages = len(list((shared_dir / "seeds").glob("*.txt")))
    assert program.imports(made, shared_dir / "seeds")["articles"] == pages
    told = program.imports(made, write_lines(folder / "gold.jsonl", *gold))
    assert told["articles"] == 0
    assert told["known"] == len(gold)
    assert told["marks"] == sum(len(line["spans"]) + len(line["events"]) for line in gold)
    assert told["ledger"] == [], "no gold mark stands in a line that is silenced"
    return made


@pytest.fixture(scope="module")
def articles(program: Spanloop, project: Path) -> dict[str, Article]:
    """The pages as the project has them, by the names of their files."""
    found: dict[str, Article] = {}
    for line in program.marks(project):
        zones = tuple(Zone(z["uid"], z["start"], z["end"], z["kind"], z.get("date"), z["state"]) for z in line["zones"])
        found[line["id"]] = Article(line["uid"], line["text"], line["title"], date=line.get("date", ""), zones=zones)
    return found


@pytest.fixture(scope="module")
def corpus(folder: Path, program: Spanloop, project: Path) -> Path:
    """The exported training data."""
    dest = folder / "corpus"
    program.writes_training_data(project, dest)
    return dest


def docs(corpus: Path) -> dict[str, Any]:
    """The exported Docs by article."""
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank("en").vocab
    found = [doc for split in SPLITS for doc in DocBin().from_disk(corpus / f"{split}.spacy").get_docs(vocab)]
    return {doc.user_data["id"]: doc for doc in found}


def run_spacy(corpus: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """spaCy's own command line in the folder of the training data."""
    return subprocess.run(
        [sys.executable, "-m", "spacy", *map(str, words)],
        cwd=corpus, capture_output=True, text=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
        env={**os.environ, "NO_COLOR": "1", "ANSI_COLORS_DISABLED": "1", "PYTHONUTF8": "1"},
    )  # fmt: skip


@pytest.mark.parametrize("name", FIVE_PAGES)
def test_every_line_of_the_pages_comes_out_as_what_it_is(
    program: Spanloop, project: Path, shared_dir: Path, name: str
) -> None:
    page = judged_shared_page(shared_dir, name)
    listed = program.does("zones", project, name, "--json").json["zones"]
    assert {zone["state"] for zone in listed} == {"proposed"}
    found = tuple((zone["start"], zone["end"], zone["kind"], zone["date"]) for zone in listed)
    wanted, got = by_character(len(page.text), page.truth), by_character(len(page.text), found)
    wrong = {
        number
        for number, character in enumerate(page.text)
        if not character.isspace() and wanted[number] != got[number]
    }
    assert wrong == set()
    assert [zone[3] for zone in found if zone[2] == "article_break"] == [
        day for _, _, kind, day in page.truth if kind == "article_break"
    ]
    for zone in listed:
        lines = page.text.split("\n")[zone["first"] - 1 : zone["last"]]
        assert zone["text"] in "\n".join(lines)


def test_pages_are_called_by_their_headlines(articles: dict[str, Article]) -> None:
    for article in articles.values():
        headline = next(zone for zone in article.zones if zone.kind == "headline")
        assert article.title == article.text[headline.start : headline.end]


def test_the_digest_is_five_segments_each_with_its_own_date(articles: dict[str, Article]) -> None:
    found = segments(articles["004_418556d810e4e7d2.txt"])
    assert [segment.date for segment in found] == ["2021-04-07", "2021-02-28", "2020-12-28", "2020-06-11", "2020-02-18"]
    assert [segment.text.splitlines()[0] for segment in found] == [
        "Apr 7 2021", "Feb 28 2021", "Dec 28 2020", "Jun 11 2020", "Feb 18 2020"
    ]  # fmt: skip
    for name, article in articles.items():
        assert len(segments(article)) == (5 if name.startswith("004") else 1)


def silent_lines(article: Article) -> list[str]:
    """Every visible line of an article's boilerplate and comments."""
    zones = [zone for zone in article.zones if zone.kind in SILENT_ZONES]
    return [line for zone in zones for line in article.text[zone.start : zone.end].splitlines() if line.strip()]


def test_no_silent_line_is_sent_to_training(
    articles: dict[str, Article], corpus: Path, gold: list[dict[str, Any]]
) -> None:
    assert sum(len(silent_lines(article)) for article in articles.values()) == 26
    by_article = docs(corpus)
    assert set(by_article) == {line["id"] for line in gold}
    for name, doc in by_article.items():
        (segment,) = segments(articles[name])
        assert doc.text == segment.text
        lines = doc.text.splitlines()
        assert not any(line in lines for line in silent_lines(articles[name]))
    for article in articles.values():
        silent = [(zone.start, zone.end) for zone in article.zones if zone.kind in SILENT_ZONES]
        for segment in segments(article):
            assert segment.clip(silent) == ()


def test_all_gold_is_in_the_project_and_the_project_is_sound(
    program: Spanloop, project: Path, gold: list[dict[str, Any]]
) -> None:
    kept = {line["id"]: line for line in program.marks(project, author="gold")}
    for line in gold:
        found = {(s["label"], s["start"], s["end"]) for s in kept[line["id"]]["spans"]}
        assert found == {(s["label"], s["start"], s["end"]) for s in line["spans"]}
        assert len(kept[line["id"]]["events"]) == len(line["events"])
        assert sum(len(e["arguments"]) for e in kept[line["id"]]["events"]) == sum(
            len(e["arguments"]) for e in line["events"]
        )
    program.finds_sound(project)


def test_every_gold_span_that_is_not_nested_is_in_the_training_data_with_its_text(
    corpus: Path, gold: list[dict[str, Any]]
) -> None:
    by_article = docs(corpus)
    ledger = json.loads((corpus / "ledger.json").read_text(encoding="utf-8"))
    entries = ledger["entries"] if isinstance(ledger, dict) else ledger
    unaligned = {(entry["article"], entry["quote"]) for entry in entries if entry["code"] != "span.nested"}
    for line in gold:
        doc = by_article[line["id"]]
        in_ents = sorted((ent.label_, ent.text) for ent in doc.ents)
        in_spans = sorted((span.label_, span.text) for span in doc.spans["entities"])
        spans = line["spans"]
        for span in spans:
            text = line["text"][span["start"] : span["end"]]
            wider = [
                other
                for other in spans
                if other is not span and other["start"] <= span["start"] and span["end"] <= other["end"]
            ]
            if (line["id"], text) in unaligned:
                continue
            assert (span["label"], text) in in_spans
            assert wider or (span["label"], text) in in_ents, text
        triggers = sorted((span.label_, span.text) for span in doc.spans["events"])
        assert triggers == sorted(
            (e["type"], line["text"][e["trigger"]["start"] : e["trigger"]["end"]]) for e in line["events"]
        )
        assert len(doc.user_data["events"]) == len(line["events"])


def test_outside_the_gold_nothing_is_negative(corpus: Path, gold: list[dict[str, Any]]) -> None:
    for line in gold:
        doc = docs(corpus)[line["id"]]
        # The last completed words, found again in a text from which the silent lines are gone.
        last = line["text"][: line["completions"][0]["end"]].splitlines()[-1]
        end = doc.text.index(last) + len(last)
        beyond = [token.ent_iob_ for token in doc if token.idx >= end]
        assert beyond
        assert set(beyond) == {""}, "unmarked text that nobody completed is missing"
        assert "O" in {token.ent_iob_ for token in doc if token.idx < end}


def test_the_same_project_gives_the_same_bytes(folder: Path, project: Path, corpus: Path) -> None:
    again = folder / "again"
    # By another process, whose hashes are seeded otherwise.
    Spanloop(in_child_process(folder / "home")).writes_training_data(project, again)
    names = sorted(path.name for path in corpus.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    for name in names:
        assert (corpus / name).read_bytes() == (again / name).read_bytes(), name


def test_spacy_finds_nothing_wrong_but_that_it_is_little(corpus: Path) -> None:
    """Below fifty documents `spacy debug data` calls the amount an error, whatever the data."""
    done = run_spacy(corpus, "debug", "data", "config.cfg", "--ignore-warnings")
    printed = done.stdout + done.stderr
    assert "Traceback" not in printed, printed
    errors = [line for line in printed.splitlines() if line.lstrip().startswith(("✘", "[x]"))]
    assert [re.sub(r"\d+", "n", line).strip("✘ ") for line in errors] == [
        "Low number of examples to train a new pipeline (n)",
        "n error",
    ], printed
    assert done.returncode == 1
    assert "Pipeline can be initialized with data" in printed
    assert "No overlap between training and evaluation data" in printed
