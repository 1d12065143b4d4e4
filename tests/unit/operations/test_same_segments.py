"""Export, training, suggestion and evaluation see byte-identical segments of the articles."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spanloop.operations.completing import reopen
from spanloop.operations.evaluating import evaluate
from spanloop.operations.importing import import_paths
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.queueing import view_queue
from spanloop.operations.suggesting import suggest
from spanloop.operations.training import export_spacy, train

NO_BREAK, NARROW = "\u00a0", "\u202f"
#: What goes between the pieces: text that is left out, line ends and characters of every kind.
ARABIC = "\u0627\u0644\u062c\u064a\u0634 \u0641\u064a \u062d\u0644\u0628\u060c"
ODD = f" \U0001f6a9\U0001f1f8\U0001f1fe {NO_BREAK}12{NARROW}000 men, {ARABIC} e\u0301t\u00e9\u200f "


def make_record(number: int) -> tuple[dict[str, Any], list[str]]:
    """A record with zones, and the texts that its segments must have."""
    place = ("Marra", "Ardin", "Qorma", "Belask", "Dorun", "Kaftan")[number % 6]
    line_end = ("\r\n", "\n", "\r\n\r\n")[number % 3]
    first = f"{number} rebels{ODD}attacked {place}.{line_end}\tThey left{NO_BREAK}{NO_BREAK}again."
    second = f"2024-05-0{number % 9 + 1}{line_end}In {place} rebels attacked \U0001f327 twice{ODD}."
    third = f"2024-06-0{number % 9 + 1}\n{place} was quiet \u200d."
    pieces = [
        (f"  {NO_BREAK}{line_end}", "", ""),
        (f"Share this {ODD}{line_end}", "boilerplate", ""),
        (first, "", ""),
        (line_end, "", ""),
        (f"Advertisement \U0001f4f0{line_end}", "boilerplate", ""),
        (f"More of {place}.", "", ""),
        (line_end, "", ""),
        (second[:10], "article_break", second[:10]),
        (second[10:], "", ""),
        (line_end * 2, "", ""),
        (third[:10], "article_break", third[:10]),
        (third[10:], "", ""),
        (line_end, "", ""),
        (f"Anna {number}: I do not believe it \U0001f4a5{line_end}", "comment", ""),
        ("   ", "", ""),
    ]
    text, zones = "", list[dict[str, Any]]()
    for piece, kind, date in pieces:
        if kind:
            zones.append({"start": len(text), "end": len(text) + len(piece), "kind": kind, "date": date})
        text += piece
    spans = [{"start": at, "end": at + len(place), "label": "GPE"} for at in _places(text, place, zones)]
    triggers = [{"start": at, "end": at + 8} for at in _places(text, "attacked", zones)]
    record = {
        "id": f"r{number}", "title": f"Report {number}", "language": "en", "text": text, "zones": zones,
        "author": {"name": "Noor", "kind": "human"}, "complete": ["entities", "events"], "spans": spans,
        "events": [{"id": f"e{n}", "type": "ATTACK", "trigger": trigger} for n, trigger in enumerate(triggers)],
    }  # fmt: skip
    return record, [f"{first}\n\nMore of {place}.", second, third]


def _places(text: str, word: str, zones: list[dict[str, Any]]) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        if not any(zone["start"] <= at < zone["end"] for zone in zones):
            yield at
        at = text.find(word, at + 1)


class Ears:
    """Hears every text that spaCy is given, by what it is given for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from spacy.language import Language

        self.heard: defaultdict[str, set[bytes]] = defaultdict(set)
        self.now = ""
        update, pipe = Language.update, Language.pipe

        def heard_update(nlp: Any, examples: Any, *given: Any, **named: Any) -> Any:
            for example in examples:
                assert example.reference.text == example.predicted.text
                self._note("updated", example.predicted)
            return update(nlp, examples, *given, **named)

        def heard_pipe(nlp: Any, texts: Any, *given: Any, **named: Any) -> Any:
            def passing() -> Iterator[Any]:
                for item in texts:
                    self._note("predicted", item[0] if isinstance(item, tuple) else item)
                    yield item

            return pipe(nlp, passing(), *given, **named)

        monkeypatch.setattr(Language, "update", heard_update)
        monkeypatch.setattr(Language, "pipe", heard_pipe)

    def _note(self, what: str, doc: Any) -> None:
        self.heard[f"{self.now}: {what}"].add((doc if isinstance(doc, str) else doc.text).encode())


def test_all_four_see_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    records, segments = zip(*(make_record(number) for number in range(9)), strict=True)
    file = tmp_path / "odd.jsonl"
    file.write_bytes("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode())
    expected = {
        record["id"]: [text.encode() for text in texts] for record, texts in zip(records, segments, strict=True)
    }
    ears = Ears(monkeypatch)
    with create_project(tmp_path / "odd.spanloop") as project:
        noor = sign_in(project, name="Noor")
        report = import_paths(project, author=noor, paths=[file])
        assert report.ledger.summary() == []

        export_spacy(project, dest=tmp_path / "corpus")
        exported: dict[str, list[bytes]] = {}
        splits: dict[str, set[bytes]] = {}
        for split in ("train", "dev", "test"):
            docs = list(DocBin().from_disk(tmp_path / "corpus" / f"{split}.spacy").get_docs(Vocab()))
            splits[split] = {doc.text.encode() for doc in docs}
            for doc in docs:
                assert doc.user_data["segment"] == len(exported.setdefault(doc.user_data["id"], []))
                exported[doc.user_data["id"]].append(doc.text.encode())
        assert exported == expected
        assert Counter(map(bool, splits.values())) == {True: 3}

        ears.now = "train"
        train(project, author=noor, data_dir=tmp_path, recipe="blank", max_steps=12)
        assert ears.heard["train: updated"] == splits["train"]
        # spaCy scores the development articles; what is recorded is scored on the test articles.
        assert ears.heard["train: predicted"] == splits["dev"] | splits["test"]

        everything = {text for texts in expected.values() for text in texts}
        ears.now = "evaluate"
        evaluate(project, data_dir=tmp_path, on="all")
        assert ears.heard["evaluate: predicted"] == everything

        for row in view_queue(project, author=noor):
            reopen(project, author=noor, article=row.uid)
        ears.now = "suggest"
        suggest(project, data_dir=tmp_path)
        assert ears.heard["suggest: predicted"] == everything
        assert set(ears.heard) == {
            "train: updated", "train: predicted", "evaluate: predicted", "suggest: predicted",
        }  # fmt: skip
