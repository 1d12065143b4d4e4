"""A tiny corpus in which places and armed actors are marked, and attacks and moves happen, always in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PLACES = ("Marra", "Tel Sabo", "Ardin", "Qorma", "Belask", "Dorun", "Nahr Zeit", "Kaftan")
ACTORS = ("rebels", "soldiers", "militiamen", "gunmen")

MakeCorpus = Callable[..., Path]


def make_text(number: int) -> tuple[str, list[tuple[int, int, str]], list[tuple[int, int, str]]]:
    """Text, entities and triggers of the numbered report, in code points."""
    place, other = PLACES[number % len(PLACES)], PLACES[(number + 3) % len(PLACES)]
    actor, foe = ACTORS[number % len(ACTORS)], ACTORS[(number + 1) % len(ACTORS)]
    parts = [
        ("On Sunday ", ""),
        (actor, "ARM"),
        (" ", ""),
        ("attacked", "ATTACK"),
        (" a post near ", ""),
        (place, "GPE"),
    ]
    parts += [
        (". The ", ""),
        (foe, "ARM"),
        (" ", ""),
        ("pulled out", "MOVE"),
        (" of ", ""),
        (other, "GPE"),
        (".\n", ""),
    ]
    parts += [("Nobody in the town market wanted to speak about the weather 🌧 that day.", "")]
    text, entities, triggers = "", [], []
    for part, label in parts:
        if label:
            (triggers if label in {"ATTACK", "MOVE"} else entities).append((len(text), len(text) + len(part), label))
        text += part
    return text, entities, triggers


def make_events(number: int) -> list[dict[str, Any]]:
    """The events of the numbered report in full: who attacked where, and who moved from where. Moves are planned."""
    _, (actor, place, foe, other), (attack, move) = make_text(number)

    def mention(role: str, span: tuple[int, int, str]) -> dict[str, Any]:
        return {"role": role, "uid": role, "start": span[0], "end": span[1], "label": span[2]}

    def event(name: str, trigger: tuple[int, int, str], arguments: list[dict[str, Any]], **attributes: str) -> Any:
        place = {"start": trigger[0], "end": trigger[1]}
        return {
            "id": name,
            "uid": name,
            "type": trigger[2],
            "trigger": place,
            "arguments": tuple(arguments),
            "attributes": attributes,
        }

    return [
        event("e1", attack, [mention("attacker", actor), mention("place", place)]),
        event("e2", move, [mention("mover", foe), mention("origin", other)], realis="planned"),
    ]


def _span(doc: Any, start: int, end: int, label: str) -> Any:
    span = doc.char_span(start, end, label=label)
    assert span is not None
    return span


@pytest.fixture(scope="session")
def make_corpus() -> MakeCorpus:
    """Writes `train.spacy` and `dev.spacy` into a folder; the arguments say what is marked and what is complete."""

    def make(
        folder: Path,
        *,
        train: int = 4,
        dev: int = 2,
        entities: bool = True,
        events: bool = True,
        complete: tuple[str, ...] = ("entities", "events"),
        spoil: Callable[[Any], None] | None = None,
    ) -> Path:
        import spacy
        from spacy.tokens import DocBin, SpanGroup

        nlp = spacy.blank("en")
        folder.mkdir(parents=True, exist_ok=True)
        for split, numbers in (("train", range(train)), ("dev", range(train, train + dev))):
            docs = []
            for number in numbers:
                text, spans, triggers = make_text(number)
                doc = nlp.make_doc(text)
                outside = "outside" if "entities" in complete else "missing"
                doc.set_ents([_span(doc, *span) for span in spans if entities], default=outside)
                group = SpanGroup(doc, name="events")
                group.extend([_span(doc, *span) for span in triggers if events])
                doc.spans["events"] = group
                doc.user_data["events"] = tuple(make_events(number) if events else ())
                whole = [[0, len(text)]]
                doc.user_data["complete"] = {
                    layer: whole if layer in complete else [] for layer in ("entities", "events")
                }
                if spoil is not None:
                    spoil(doc)
                docs.append(doc)
            DocBin(store_user_data=True, docs=docs).to_disk(folder / f"{split}.spacy")
        return folder

    return make


@pytest.fixture(scope="session")
def recipe(repo: Path) -> Path:
    """The config of the recipe "blank"."""
    return repo / "resources" / "recipes" / "blank.cfg"


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, make_corpus: MakeCorpus, recipe: Path) -> Any:
    """The result of one short training on the whole tiny corpus."""
    from spanloop.learn.train import train

    folder = tmp_path_factory.mktemp("trained")
    corpus = make_corpus(folder / "corpus", train=8, dev=2)
    return train(corpus, config_path=recipe, output=folder / "model", seed=1, overrides={"training.max_steps": 60})


@contextmanager
def nothing_left(folder: Path) -> Iterator[None]:
    """Fails when the block leaves anything in a folder that was not there before."""
    before = sorted(folder.rglob("*"))
    yield
    assert sorted(folder.rglob("*")) == before
