"""The training data as files: splits, config, and what spaCy itself makes of them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import (
    Argument,
)
from spanloop.core.schema import parse_schema
from spanloop.core.truth import Truth, choose_truth
from spanloop.formats import docbin_folder
from spanloop.formats.docbin import DocBinExport, write_docbin
from spanloop.formats.docbin_config import PARTS, config_for, without
from spanloop.formats.docbin_dollars import with_dollars
from spanloop.formats.jsonl import read_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from tests.gold import write_gold
from tests.unit.formats.truths import (
    CONFIG,
    ENGLISH,
    SCHEMA,
    build,
    event,
    mention,
    said,
    truth_of,
    unknown,
)


def three_splits() -> list[Truth]:
    text = "The army left Badia. A convoy of the U.S.-Iraq border force came."
    made: list[Truth] = []
    for split in ("train", "train", "dev", "test"):
        army, badia = mention(text, "army"), mention(text, "Badia", "GPE")
        made.append(truth_of(text, (army, badia), (event(text, "left", Argument("force", army.uid)),), split=split))
    return made


def export(truths: list[Truth], dest: Path, *, config: str = CONFIG, language: str = "en") -> DocBinExport:
    return write_docbin(truths, dest, schema=SCHEMA, language=language, config_text=config)


def read_back(path: Path, *, language: str = "en") -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(spacy.blank(language).vocab))


class TestFiles:
    def test_writes_the_splits_the_config_and_the_ledger(self, tmp_path: Path) -> None:
        made = export(three_splits(), tmp_path / "new" / "out")
        names = sorted(path.name for path in (tmp_path / "new" / "out").iterdir())
        assert names == ["config.cfg", "dev.spacy", "ledger.json", "test.spacy", "train.spacy"]
        assert made.docs == {"train": 2, "dev": 1, "test": 1}
        assert json.loads((tmp_path / "new" / "out" / "ledger.json").read_text())["entries"] == []

    def test_plain_spacy_reads_everything_back(self, tmp_path: Path) -> None:
        truth = three_splits()[0]
        export([truth], tmp_path)
        (doc,) = read_back(tmp_path / "train.spacy")
        (built,), _ = build(truth)
        assert said(doc.ents) == said(built.ents) == [("army", "ARM"), ("Badia", "GPE")]
        assert said(doc.spans["events"]) == [("left", "MOVE")]
        assert [token.ent_iob for token in doc] == [token.ent_iob for token in built]
        assert doc.user_data == built.user_data
        assert doc.text == truth.article.text

    def test_missing_tokens_stay_missing(self, tmp_path: Path) -> None:
        text = "The army left. Another army came."
        export([truth_of(text, (mention(text, "army"),), complete={"entities": ((0, 14),)})], tmp_path)
        (doc,) = read_back(tmp_path / "train.spacy")
        assert unknown(doc) == ["Another", "army", "came", "."]

    def test_the_same_truths_give_the_same_bytes(self, tmp_path: Path) -> None:
        truths = three_splits()
        export(truths, tmp_path / "one")
        # Another process has other string hashes and other memory.
        again = "import pickle, sys; from pathlib import Path; from tests.unit.formats.test_docbin_files import export;"
        again += f"export(pickle.loads(sys.stdin.buffer.read()), Path({str(tmp_path / 'two')!r}))"
        import pickle

        repo = Path(__file__).resolve().parents[3]
        subprocess.run([sys.executable, "-c", again], input=pickle.dumps(truths), cwd=repo, check=True)
        for path in (tmp_path / "one").iterdir():
            assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name

    def test_other_languages_are_left_out_and_listed_and_unknown_ones_taken(self, tmp_path: Path) -> None:
        truths = three_splits()
        truths[0] = replace(truths[0], article=replace(truths[0].article, language="ar"))
        truths[1] = replace(truths[1], article=replace(truths[1].article, language=""))
        made = export(truths, tmp_path)
        assert made.docs["train"] == 1
        assert [(e.code, e.article) for e in made.ledger.entries] == [("article.language", "a.txt")]

    def test_an_empty_split_is_listed(self, tmp_path: Path) -> None:
        made = export(three_splits()[:2], tmp_path)
        assert made.ledger.counts() == {"split.empty": 1}
        assert read_back(tmp_path / "dev.spacy") == []

    def test_goes_on_with_the_ledger_that_it_is_given(self, tmp_path: Path) -> None:
        ledger = Ledger()
        ledger.add("truth.skipped", "nobody completed it")
        made = write_docbin(three_splits(), tmp_path, schema=SCHEMA, language="en", config_text="", ledger=ledger)
        assert made.ledger is ledger
        assert "truth.skipped" in (tmp_path / "ledger.json").read_text()

    def test_arabic_and_chinese(self, tmp_path: Path) -> None:
        for language, text, name in (("ar", "غادر الجيش بادية", "الجيش"), ("zh", "军队离开了。", "军队")):
            article = Article(new_uid(), text, language=language)
            made = export([truth_of(article, (mention(text, name),))], tmp_path / language, language=language)
            (doc,) = read_back(tmp_path / language / "train.spacy", language=language)
            assert said(doc.ents) == [(name, "ARM")]
            assert set(made.ledger.counts()) == {"split.empty"}

    def test_a_folder_of_other_things_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "config.cfg").write_text("mine", encoding="utf-8")
        with pytest.raises(SpanloopError, match="other files"):
            export(three_splits(), tmp_path)
        assert (tmp_path / "config.cfg").read_text(encoding="utf-8") == "mine"
        export(three_splits(), tmp_path / "new")
        (tmp_path / "new" / "output").mkdir()
        export(three_splits(), tmp_path / "new")  # an earlier export, trained on meanwhile

    def test_what_cannot_be_written_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(SpanloopError, match="folder cannot be made"):
            export(three_splits(), tmp_path / "file")
        with pytest.raises(SpanloopError, match="cannot tokenize xyz here"):
            export(three_splits(), tmp_path / "out", language="xyz")
        assert not (tmp_path / "out").exists()


class TestConfig:
    def test_fills_empty_paths_and_names_the_language(self) -> None:
        text = config_for(CONFIG, language="ar", nlp=spacy.blank("ar"))
        assert text == CONFIG.replace("train = null", 'train = "train.spacy"').replace(
            "dev = null", 'dev = "dev.spacy"'
        ).replace('lang = "en"', 'lang = "ar"')

    def test_keeps_paths_that_are_set_and_keys_of_other_sections(self) -> None:
        text = '[paths]\ntrain = "mine"\n[corpora.train]\ntrain = null\nlang = "x"\n'
        assert config_for(text, language="en", nlp=ENGLISH) == text

    def test_takes_the_tokenizer_of_the_language(self) -> None:
        text = config_for(CONFIG, language="zh", nlp=spacy.blank("zh"))
        config = spacy.util.load_config_from_str(text)
        assert config["nlp"]["tokenizer"]["@tokenizers"] == "spacy.zh.ChineseTokenizer"

    @pytest.mark.parametrize("recipe", ["blank", "embeddings"])
    def test_tells_the_components_what_the_schema_allows(self, repo: Path, recipe: str) -> None:
        document = {
            "name": "s",
            "version": "1",
            "entities": [{"label": "ARM"}, {"label": "GPE$"}],
            "events": [
                {"type": "HIT", "roles": {"by": {"fills": ["ARM"]}, "at": {"fills": ["*"]}}, "kinds": ["air"]},
                {"type": "SAY", "roles": {"what": {"fills": [], "events": ["HIT"]}}},
            ],
            "attributes": {"realis": {"values": ["yes", "no"], "default": "yes"}, "kind": {"values": "per event type"}},
        }
        schema = parse_schema(document)
        text = (repo / "resources" / "recipes" / f"{recipe}.cfg").read_text(encoding="utf-8")
        made = config_for(text, language="en", nlp=ENGLISH, schema=schema)
        components = spacy.util.load_config_from_str(made, interpolate=True)["components"]
        assert "$" not in str(components["event_arguments"]["roles"]), "a config would double it"
        assert with_dollars(components["event_arguments"]["roles"]) == {
            "HIT": {"by": ["ARM"], "at": ["ARM", "GPE$"]},
            "SAY": {"what": ["HIT"]},
        }
        assert components["event_attributes"]["attributes"] == {
            "realis": {"default": "yes", "values": ["yes", "no"]},
            "kind": {"default": None, "values": {"HIT": ["air"], "SAY": []}},
        }
        assert len(made.splitlines()) == len(text.splitlines())


def records_as_truths(records: list[Record]) -> list[Truth]:
    truths: list[Truth] = []
    for record in records:
        assert record.marks is not None
        truth, _ = choose_truth(record.article, [record.marks], split="train")
        assert truth is not None
        truths.append(truth)
    return truths


@pytest.mark.parametrize("gone", [["event_arguments"], ["event_arguments", "event_attributes"], []])
@pytest.mark.parametrize("recipe", ["blank", "embeddings"])
def test_what_events_have_none_of_leaves_the_config_whole(recipe: str, gone: list[str], repo: Path) -> None:
    text = (repo / "resources" / "recipes" / f"{recipe}.cfg").read_text(encoding="utf-8")
    load = spacy.util.load_config_from_str
    before, after = load(text, interpolate=False), load(without(text, gone), interpolate=False)
    before["nlp"]["pipeline"] = [name for name in before["nlp"]["pipeline"] if name not in gone]
    for name in gone:
        del before["components"][name]
        for score in [s for s in before["training"]["score_weights"] if s.startswith(PARTS[name][1])]:
            del before["training"]["score_weights"][score]
    assert after == before


def test_every_gold_span_that_is_not_nested_is_an_entity_with_the_same_text(tmp_path: Path, shared_dir: Path) -> None:
    records = list(read_jsonl(write_gold(shared_dir, tmp_path / "gold.jsonl")))
    labels = {m.label for r in records if r.marks for m in r.marks.mentions}
    types = {e.type for r in records if r.marks for e in r.marks.events}
    schema = parse_schema(
        {"name": "gold", "entities": [{"label": x} for x in labels], "events": [{"type": x} for x in types]}
    )
    made = write_docbin(records_as_truths(records), tmp_path / "out", schema=schema, language="en", config_text=CONFIG)
    docs = {doc.user_data["id"]: doc for doc in read_back(tmp_path / "out" / "train.spacy")}
    for record in records:
        assert record.marks is not None
        doc, text = docs[record.article.external_id], record.article.text
        ents = {(ent.text, ent.label_) for ent in doc.ents}
        for one in record.marks.mentions:
            nested = any(o.start <= one.start and one.end <= o.end and o != one for o in record.marks.mentions)
            if not nested:
                assert (text[one.start : one.end], one.label) in ents
        assert [t.text for t in doc.spans["events"]] == [
            text[e.start : e.end] for e in sorted(record.marks.events, key=lambda e: e.trigger)
        ]
    assert set(made.ledger.counts()) <= {"span.nested", "mentions.nested", "split.empty"}


TINY = """
[paths]
train = null
dev = null
[nlp]
lang = "en"
pipeline = ["ner"]
[components]
[components.ner]
factory = "ner"
[training]
max_steps = 2
eval_frequency = 1
"""


@pytest.mark.slow
def test_spacy_debug_data_and_spacy_train_take_the_export(tmp_path: Path) -> None:
    export(three_splits() * 60, tmp_path, config=TINY)
    python = [sys.executable, "-m", "spacy"]
    filled = [*python, "init", "fill-config", "config.cfg", "filled.cfg"]
    subprocess.run(filled, cwd=tmp_path, check=True, capture_output=True)
    debug = subprocess.run(
        [*python, "debug", "data", "filled.cfg", "--no-format"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert debug.returncode == 0, debug.stdout + debug.stderr
    assert "120 training docs" in debug.stdout
    assert "No entities consisting of or starting/ending with whitespace" in debug.stdout
    train = subprocess.run([*python, "train", "filled.cfg"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert train.returncode == 0, train.stdout + train.stderr


@pytest.mark.slow
def test_plain_spacy_train_takes_a_split_of_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin_folder, "MOST_DOCS", 50)
    export(three_splits() * 60, tmp_path, config=TINY)
    assert len(list((tmp_path / "train").iterdir())) == 3
    assert len(list((tmp_path / "dev").iterdir())) == 2
    python = [sys.executable, "-m", "spacy"]
    filled = [*python, "init", "fill-config", "config.cfg", "filled.cfg"]
    subprocess.run(filled, cwd=tmp_path, check=True, capture_output=True)
    train = subprocess.run([*python, "train", "filled.cfg"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert train.returncode == 0, train.stdout + train.stderr
    assert "W090" not in train.stdout + train.stderr  # it found no data
