"""A version as a wheel: the same bytes each time, whole, and it runs where there is no Spanloop."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.learn.embedding.weights import is_here
from spanloop.learn.package import PackageFacts, write_wheel
from tests.unit.learn.conftest import MakeCorpus, make_text
from tests.unit.learn.linked_environment import linked_environment, run_in

FACTS = PackageFacts(
    "small_events", "1.2.0", 'Finds "small" events.', author="Noor", licence="CC0-1.0", scores=("F1 .5",)
)
TEXT = make_text(3)[0]
RUN = f"""
import importlib.util, json, spacy
assert importlib.util.find_spec("spanloop") is None and importlib.util.find_spec("filelock") is None
nlp = spacy.load("small_events")
doc = nlp({TEXT!r})
print(json.dumps([[[e.start_char, e.end_char, e.label_] for e in doc.ents],
                  [[e.start_char, e.end_char, e.label_] for e in doc.spans["events"]], len(doc._.events)]))
"""


def marks(nlp: Any) -> list[list[list[Any]]]:
    doc = nlp(TEXT)
    return [[[e.start_char, e.end_char, e.label_] for e in group] for group in (doc.ents, doc.spans["events"])]


@pytest.fixture(scope="module")
def model(trained: Any, tmp_path_factory: pytest.TempPathFactory, make_corpus: MakeCorpus, repo: Path) -> Path:
    """A pipeline that reads with the language model where that is here, else one that does not."""
    if not is_here():
        return trained.path
    from spanloop.learn.train import train

    folder = tmp_path_factory.mktemp("embeddings")
    recipe = repo / "resources" / "recipes" / "embeddings.cfg"
    steps = {"training.max_steps": 40}
    return train(make_corpus(folder / "c"), config_path=recipe, output=folder / "model", overrides=steps).path


@pytest.fixture(scope="module")
def wheel(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wheel(model, tmp_path_factory.mktemp("out"), FACTS)


def test_a_wheel_is_whole_and_comes_out_the_same(model: Path, wheel: Path, tmp_path: Path) -> None:
    assert wheel.name == "small_events-1.2.0-py3-none-any.whl"
    assert write_wheel(model, tmp_path, FACTS).read_bytes() == wheel.read_bytes()
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        record = archive.read("small_events-1.2.0.dist-info/RECORD").decode().splitlines()
        for line in record[:-1]:
            path, digest, size = line.rsplit(",", 2)
            content = archive.read(path)
            told = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            assert (digest, int(size)) == (f"sha256={told}", len(content))
        assert sorted(line.rsplit(",", 2)[0] for line in record) == sorted(names)
        metadata = archive.read("small_events-1.2.0.dist-info/METADATA").decode()
        meta = json.loads(archive.read("small_events/meta.json"))
        readme = archive.read("small_events/README.md").decode()
        assert not any(b"import spanloop\n" in archive.read(name) for name in names if name.endswith(".py"))
    assert "Name: small-events\n" in metadata
    assert f"Requires-Dist: spacy{meta['spacy_version']}\n" in metadata
    assert (meta["author"], meta["license"], meta["version"]) == ("Noor", "CC0-1.0", "1.2.0")
    assert ["ARM", "GPE"] in [sorted(labels) for labels in meta["labels"].values()]
    assert "Mentions: ARM, GPE\n" in readme
    assert meta["performance"]
    assert "ATTACK, MOVE" in readme
    assert "- F1 .5" in readme
    if is_here():
        assert "Requires-Dist: onnxruntime" in metadata
        assert {"small_events/notices/minilm.txt", "small_events/notices/Apache-2.0.txt"} <= set(names)


def test_it_runs_in_a_fresh_environment_without_the_program(model: Path, wheel: Path, tmp_path: Path) -> None:
    import spacy

    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "unpacked")
    environment = linked_environment(tmp_path / "site", "spacy", *(["onnxruntime"] if is_here() else []))
    home = tmp_path / "home"
    home.mkdir()
    done = run_in(environment, tmp_path / "unpacked", code=RUN, home=home)
    assert done.returncode == 0, done.stderr
    assert list(home.rglob("*")) == [], "a library keeps something of this person, or tells of them"
    entities, triggers, events = json.loads(done.stdout.splitlines()[-1])
    assert [entities, triggers] == marks(spacy.load(model))
    assert entities
    assert events == len(spacy.load(model)(TEXT).user_data.get("events", ()))


def test_it_runs_beside_the_program_too(
    model: Path, wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import spacy

    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    try:
        assert marks(spacy.load("small_events")) == marks(spacy.load(model))
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "small_events"]:
            del sys.modules[name]


@pytest.mark.parametrize(
    ("name", "version", "said"),
    [("Small", "1.0", "name of a package"), ("a-b", "1", "name of a package"), ("a_b", "one", "cannot be a version")],
)
def test_names_that_cannot_be_are_refused(tmp_path: Path, trained: Any, name: str, version: str, said: str) -> None:
    with pytest.raises(SpanloopError, match=said):
        write_wheel(trained.path, tmp_path, PackageFacts(name, version, ""))
    assert list(tmp_path.iterdir()) == []


def test_what_a_package_says_of_itself_is_no_code(tmp_path: Path, trained: Any) -> None:
    said = 'Of the project a\\N{x}\n"""\nraise SystemExit\n\\: finds events.'
    made = write_wheel(trained.path, tmp_path, PackageFacts("a_b", "1.0", said))
    with zipfile.ZipFile(made) as archive:
        tree = ast.parse(archive.read("a_b/__init__.py"))
    assert not any(isinstance(node, ast.Raise) for node in ast.walk(tree))
    assert "raise SystemExit" in (ast.get_docstring(tree) or "")


def test_a_broken_extractor_is_not_packaged(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.cfg").write_text("[nlp\n")
    with pytest.raises(SpanloopError, match="cannot be read"):
        write_wheel(tmp_path / "model", tmp_path / "out", FACTS)


def test_the_notice_of_the_program_is_its_licence(repo: Path) -> None:
    assert (repo / "resources/notices/spanloop.txt").read_text() == (repo / "LICENSE").read_text()


@pytest.mark.slow
def test_pip_installs_it_into_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    """Its own environment, which has spaCy by links; pip itself checks and unpacks the wheel, without a network."""
    environment = linked_environment(tmp_path / "site", "spacy", "onnxruntime")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    done = subprocess.run(
        [str(python), "-c", RUN], env={"PYTHONPATH": str(environment)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
