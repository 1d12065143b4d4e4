"""What rules match goes into training data where a project wants it, and with the pipeline that trained on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from spanloop.core.marks import Author
from spanloop.learn.rule_marks import RuleMarks
from spanloop.learn.train import train
from spanloop.learn.vendoring import needed_modules, vendored
from spanloop.operations import ruling
from spanloop.operations.importing import import_paths
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.training import export_spacy
from spanloop.store.project import Project
from tests.small_loop import write_reports


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create_project(tmp_path / "p.spanloop") as made:
        author = sign_in(made, name="Noor")
        import_paths(made, author=author, paths=[write_reports(tmp_path / "r.jsonl", numbers=range(12))])
        ruling.add_rules(made, author=author, patterns=[("Marra", "GPE"), ([{"LOWER": "attacked"}], "ATTACK")])
        yield made


def test_off_by_default_and_then_in_data_training_and_prediction(project: Project, tmp_path: Path) -> None:
    export_spacy(project, dest=tmp_path / "off", recipe="blank")
    assert not (tmp_path / "off" / "rules.jsonl").exists()
    assert "rule_marks" not in (tmp_path / "off" / "config.cfg").read_text(encoding="utf-8")
    ruling.set_training_on_rules(project, author=Author("n", "Noor"), on=True)
    on = tmp_path / "on"
    export_spacy(project, dest=on, recipe="blank")
    vocab = spacy.blank("en").vocab
    for split in ("train", "dev", "test"):
        for doc in DocBin().from_disk(on / f"{split}.spacy").get_docs(vocab):
            found = [(span.text, span.label_) for span in doc.spans["rules"]]
            assert found.count(("attacked", "ATTACK")) == doc.text.count("attacked")
            assert found.count(("Marra", "GPE")) == doc.text.count("Marra")
    made = train(on, config_path=on / "config.cfg", output=tmp_path / "model", overrides={"training.max_steps": 4})
    assert str(tmp_path) not in made.config
    nlp = spacy.load(made.path)
    assert nlp.pipe_names[0] == "rule_marks"
    component = nlp.get_pipe("rule_marks")
    assert isinstance(component, RuleMarks)
    assert [one["label"] for one in component.patterns] == ["ATTACK", "GPE"]
    doc = nlp("They attacked Marra.")
    assert [span.text for span in doc.spans["rules"]] == ["attacked", "Marra"]
    # A package of it brings the module along.
    modules = needed_modules(nlp.config)
    assert "spanloop.learn.rule_marks" in modules
    source = vendored(modules, package="en_made")["_spanloop/learn/rule_marks.py"]
    assert "spanloop." not in source.replace("en_made._spanloop.", "")
    # An export without them goes into the same folder again.
    ruling.set_training_on_rules(project, author=Author("n", "Noor"), on=False)
    export_spacy(project, dest=on, recipe="blank")
    assert (on / "config.cfg").read_bytes() == (tmp_path / "off" / "config.cfg").read_bytes()
    assert (on / "train.spacy").read_bytes() == (tmp_path / "off" / "train.spacy").read_bytes()
