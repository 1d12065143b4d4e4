"""Three seeds are one pipeline: it reads, scores, is saved and trained as one, and the majority decides."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example

from spanloop.core.errors import SpanloopError
from spanloop.learn.confidence import write_scored
from spanloop.learn.extractors import hash_files, load_folder
from spanloop.learn.package import PackageFacts, write_wheel
from spanloop.learn.progress import Progress, TrainingCancelledError
from spanloop.learn.train_vote import train_vote
from spanloop.learn.voting import Vote, members_of, vote, whole_config
from tests.unit.learn.conftest import MakeCorpus, make_text, nothing_left

STEPS = 8


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, make_corpus: MakeCorpus) -> Path:
    return make_corpus(tmp_path_factory.mktemp("vote") / "corpus", train=6, dev=2)


@pytest.fixture(scope="module")
def voted(corpus: Path, recipe: Path) -> tuple[Any, list[Progress]]:
    heard: list[Progress] = []
    result = train_vote(
        corpus,
        config_path=recipe,
        output=corpus.parent / "voted",
        seed=4,
        overrides={"training.max_steps": STEPS},
        on_progress=heard.append,
    )
    return result, heard


def seen(doc: Doc) -> tuple[Any, ...]:
    groups: dict[str, list[Any]] = {}
    for key, group in doc.spans.items():
        scores = [None if score is None else round(score, 4) for score in group.attrs["scores"]]
        groups[key] = [(s.start, s.end, s.label_, score) for s, score in zip(group, scores, strict=True)]
    return [(span.text, span.label_) for span in doc.ents], groups


def test_a_vote_is_trained_and_scored(voted: tuple[Any, list[Progress]]) -> None:
    result, heard = voted
    assert [each["seed"] for each in result.details["vote"]] == [4, 5, 6]
    assert result.details["vote"][0]["scores"].keys() <= result.scores.keys()
    assert 0 <= result.scores["ents_f"] <= 1
    assert 0 <= result.scores["triggers_f"] <= 1
    steps = [progress.step for progress in heard]
    assert steps == sorted(set(steps))
    assert steps[-1] == heard[-1].max_steps == 3 * (STEPS + 1) - 1
    assert result.layers == ("entities", "events")


def test_the_folder_is_one_pipeline_that_reads_and_travels(voted: tuple[Any, list[Progress]], tmp_path: Path) -> None:
    nlp = load_folder(voted[0].path)
    assert len(members_of(nlp)) == 3
    texts = [make_text(number)[0] for number in range(3)] + ["", "\n"]
    alone = [seen(nlp(text)) for text in texts]
    assert [seen(doc) for doc in nlp.pipe(texts, batch_size=2)] == alone
    assert [(seen(doc), at) for doc, at in nlp.pipe(zip(texts, range(9), strict=False), as_tuples=True)] == [
        (each, at) for at, each in enumerate(alone)
    ]
    nlp.to_disk(tmp_path / "again")
    assert [seen(doc) for doc in spacy.load(tmp_path / "again").pipe(texts)] == alone
    component = pickle.loads(pickle.dumps(nlp.get_pipe("vote")))
    assert [seen(component(nlp.make_doc(text))) for text in texts] == alone
    assert {"ner", "event_triggers", "vote"} <= set(whole_config(voted[0].path)["components"])


def test_the_same_seed_gives_the_same_bytes(
    voted: tuple[Any, list[Progress]], corpus: Path, recipe: Path, tmp_path: Path
) -> None:
    again = train_vote(
        corpus, config_path=recipe, output=tmp_path / "v", seed=4, overrides={"training.max_steps": STEPS}
    )
    differing = [
        path.name
        for path in sorted(again.path.rglob("*"))
        if path.is_file() and path.read_bytes() != (voted[0].path / path.relative_to(again.path)).read_bytes()
    ]
    assert differing == []
    assert hash_files(again.path) == hash_files(voted[0].path)
    assert again.data_hash == voted[0].data_hash
    assert again.scores == voted[0].scores


def test_it_is_packaged_whole(voted: tuple[Any, list[Progress]], tmp_path: Path) -> None:
    wheel = write_wheel(voted[0].path, tmp_path, PackageFacts("voters", "1.0", "They vote."))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        assert {f"voters/pipeline/vote/{number}/config.cfg" for number in range(3)} <= names
        assert "voters/_spanloop/learn/triggers.py" in names
        assert "ATTACK, MOVE" in archive.read("voters/README.md").decode()


def test_a_cancelled_vote_leaves_nothing(corpus: Path, recipe: Path, tmp_path: Path) -> None:
    steps: list[int] = []
    with nothing_left(tmp_path), pytest.raises(TrainingCancelledError):
        train_vote(
            corpus,
            config_path=recipe,
            output=tmp_path / "v",
            overrides={"training.max_steps": 2},
            on_progress=lambda progress: steps.append(progress.step),
            cancelled=lambda: len(steps) > 4,  # in the second seed
        )
    with nothing_left(tmp_path), pytest.raises(SpanloopError):
        train_vote(tmp_path / "none", config_path=recipe, output=tmp_path / "v")


def test_what_two_of_three_mark_stays_with_the_mean_of_their_scores() -> None:
    def says(*found: tuple[int, int, str, float]) -> Language:
        nlp = spacy.blank("en")
        nlp.add_pipe("says_these", name="ner", config={"found": [list(each) for each in found]})
        nlp.get_pipe_meta("ner").factory = "ner"
        return nlp

    one = says((0, 1, "ARM", 0.9), (2, 3, "GPE", 0.8))
    two = says((0, 1, "ARM", 0.6), (2, 4, "GPE", 0.9))
    three = says((2, 3, "GPE", 0.7))
    nlp = spacy.blank("en")
    component = Vote(nlp.vocab, members=[one, two, three])
    doc = component(nlp.make_doc("Rebels attacked Tel Sabo"))
    assert seen(doc) == (
        [("Rebels", "ARM"), ("Tel", "GPE")],
        {"entities": [(0, 1, "ARM", 0.5), (2, 3, "GPE", 0.5)]},
    )


@Language.factory("says_these")
def says_these(nlp: Language, name: str, found: list[list[Any]]) -> Any:
    """Marks these: start, end, label, score."""

    def mark(doc: Doc) -> Doc:
        spans = [Span(doc, start, end, label=label) for start, end, label, _ in found]
        doc.set_ents(spans, default="outside")
        write_scored(doc, spans, [score for *_, score in found])
        return doc

    return mark


def test_pipelines_that_learned_other_things_do_not_vote() -> None:
    other = spacy.blank("en")
    other.add_pipe("sentencizer")
    with pytest.raises(ValueError, match="same components"):
        vote([spacy.blank("en"), other])


def test_a_vote_of_one_says_what_that_one_says(trained: Any, corpus: Path) -> None:
    alone = spacy.load(trained.path)
    texts = [make_text(number)[0] for number in range(3)]
    docs = list(alone.pipe(texts))
    nlp = vote([alone])
    for doc, mine in zip(docs, nlp.pipe(texts), strict=True):
        assert [(span.text, span.label_) for span in mine.ents] == [(span.text, span.label_) for span in doc.ents]
        assert [span.text for span in mine.spans["events"]] == [span.text for span in doc.spans["events"]]
    docs = list(DocBin().from_disk(corpus / "dev.spacy").get_docs(nlp.vocab))
    assert nlp.evaluate([Example(nlp.make_doc(doc.text), doc) for doc in docs])["ents_f"] is not None
