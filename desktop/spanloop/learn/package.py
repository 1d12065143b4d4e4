"""A trained version as a wheel that loads by `spacy.load("name")` where Spanloop is not installed.

The wheel holds the pipeline, the modules of Spanloop that it runs on (learn.vendoring), and the language model's
weights where it reads with them. It is written here byte by byte (PEP 427, PEP 376), without a build tool or a network;
the same version gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import LAYERS, Layer
from spanloop.formats.atomic import writing
from spanloop.learn.corpus import LAYER_OF_FACTORY
from spanloop.learn.embedding.weights import FOLDER, find_weights
from spanloop.learn.train_config import reads_with
from spanloop.learn.vendoring import PLACE, needed_modules, other_packages, vendored
from spanloop.learn.voting import whole_config
from spanloop.resources import resource_path

#: Zip knows no earlier moment; a real one would make other bytes each time.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_OWN_NOTICE = "spanloop.txt"
#: Of the language model.
_NOTICES = ("minilm.txt", "Apache-2.0.txt")
#: What spaCy brings along.
_BROUGHT = frozenset({"spacy", "thinc", "numpy", "srsly", "catalogue", "cymem", "preshed", "blis", "onnxruntime"})
_INIT = '''"""{summary}

`spacy.load("{name}")` gives the pipeline; see README.md beside this file.
"""

from pathlib import Path

from spacy.tokens import Doc
from spacy.util import load_model_from_path

{imports}
__version__ = "{version}"


def load(**overrides):
    """The pipeline; overrides are those of spacy.load."""
    if not Doc.has_extension("events"):
        Doc.set_extension("events", getter=lambda doc: tuple(doc.user_data.get("events", ())))
    return load_model_from_path(Path(__file__).parent / "pipeline", **overrides)
'''


@dataclass(frozen=True)
class PackageFacts:
    """What a wheel says of itself. name: of the package and for spacy.load. version: as PEP 440 has it. summary: a
    sentence. author, licence: "" where nothing is to be said. scores: lines for the README."""

    name: str
    version: str
    summary: str
    author: str = ""
    licence: str = ""
    scores: tuple[str, ...] = ()


def write_wheel(model: Path, dest: Path, facts: PackageFacts) -> Path:
    """Write the wheel of a pipeline's folder into the folder `dest`; returns its path.

    model: a trusted folder; nothing of it is run. Raises SpanloopError for a name or version that cannot be one, where
    the pipeline is broken, or where the wheel cannot be written.
    """
    _check_names(facts)
    files = _package_files(model, facts)
    info = f"{facts.name}-{facts.version}.dist-info"
    path = dest / f"{facts.name}-{facts.version}-py3-none-any.whl"
    files[f"{info}/METADATA"] = _metadata(files, facts).encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: spanloop\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/entry_points.txt"] = f"[spacy_models]\n{facts.name} = {facts.name}\n".encode()
    files[f"{info}/RECORD"] = _record(files, info).encode()
    try:
        dest.mkdir(parents=True, exist_ok=True)
        with writing(path) as file, zipfile.ZipFile(cast("Any", file), "w") as wheel:
            for name in sorted(files, key=lambda name: (name.startswith(info), name.endswith("RECORD"), name)):
                entry = zipfile.ZipInfo(name, _MOMENT)
                entry.external_attr = 0o644 << 16
                wheel.writestr(entry, files[name], zipfile.ZIP_DEFLATED, 6)
    except OSError as error:
        raise SpanloopError(
            f"The package cannot be written ({error.strerror or error})",
            where=str(path),
            way_out="Choose another folder.",
        ) from error
    return path


def _check_names(facts: PackageFacts) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", facts.name):
        raise SpanloopError(
            f"{facts.name} cannot be the name of a package",
            way_out="Use small letters, digits and single underscores, such as conflict_events.",
        )
    if not re.fullmatch(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?", facts.version):
        raise SpanloopError(f"{facts.version} cannot be a version", way_out="Use numbers, such as 1.0.0.")


def _package_files(model: Path, facts: PackageFacts) -> dict[str, bytes]:
    """Everything in the wheel but what describes it, by path."""
    try:
        config = whole_config(model)
        meta: dict[str, Any] = json.loads((model / "meta.json").read_text(encoding="utf-8"))
        labels = _labels(model, meta, config)
        pipeline = {
            path.relative_to(model).as_posix(): path.read_bytes() for path in sorted(model.rglob("*")) if path.is_file()
        }
    except (OSError, ValueError) as error:
        raise SpanloopError(
            "The extractor cannot be read", where=str(model), way_out="Train it again, then package it."
        ) from error
    modules = needed_modules(config)
    name = facts.name
    meta |= _own_meta(meta, facts, requirements=_requirements(meta, config, modules))
    told = json.dumps(meta, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
    pipeline["meta.json"] = told
    files = {f"{name}/pipeline/{path}": content for path, content in pipeline.items()}
    files |= {f"{name}/{path}": text.encode() for path, text in vendored(modules, package=name).items()}
    files[f"{name}/notices/{_OWN_NOTICE}"] = resource_path("notices", _OWN_NOTICE).read_bytes()
    if reads_with(config).get("weights"):
        weights = find_weights()
        data = f"{name}/{PLACE}/_data/resources/{FOLDER}"
        files |= {
            f"{data}/{path.name}": path.read_bytes() for path in sorted(weights.folder.iterdir()) if path.is_file()
        }
        for notice in _NOTICES:
            files[f"{name}/notices/{notice}"] = resource_path("notices", notice).read_bytes()
    summary = _one_line(facts.summary).replace("\\", "/").replace('"', "'")  # it stands in a docstring
    imports = "".join(f"import {name}.{PLACE}.{module.partition('.')[2]}\n" for module in modules)
    init = _INIT.format(summary=summary, name=name, version=facts.version, imports=imports)
    files[f"{name}/__init__.py"] = init.encode()
    files[f"{name}/meta.json"] = told
    files[f"{name}/README.md"] = _readme(labels, facts).encode()
    return files


def _own_meta(meta: Mapping[str, Any], facts: PackageFacts, *, requirements: list[str]) -> dict[str, Any]:
    lang = str(meta.get("lang", ""))
    return {
        "name": facts.name.removeprefix(f"{lang}_"),
        "version": facts.version,
        "description": facts.summary,
        "author": facts.author,
        "license": facts.licence,
        "requirements": requirements,
    }


def _requirements(meta: Mapping[str, Any], config: Mapping[str, Any], modules: list[str]) -> list[str]:
    """What has to be installed beside the wheel, spaCy first."""
    needed = [f"spacy{meta.get('spacy_version', '')}"]
    if reads_with(cast("Any", config)).get("weights"):
        needed.append("onnxruntime>=1.20")
    strangers = [name for name in other_packages(modules) if name not in _BROUGHT]
    distributions = packages_distributions() if strangers else {}
    return needed + sorted({distributions.get(name, [name])[0] for name in strangers})


def _metadata(files: Mapping[str, bytes], facts: PackageFacts) -> str:
    meta: dict[str, Any] = json.loads(files[f"{facts.name}/meta.json"])
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {facts.name.replace('_', '-')}",
        f"Version: {facts.version}",
        f"Summary: {_one_line(facts.summary)}",
    ]
    if facts.author:
        lines.append(f"Author: {_one_line(facts.author)}")
    if facts.licence:
        lines.append(f"License: {_one_line(facts.licence)}")
    lines.append("Requires-Python: >=3.10")
    lines += [f"Requires-Dist: {needed}" for needed in meta["requirements"]]
    lines.append("Description-Content-Type: text/markdown")
    return "\n".join(lines) + "\n\n" + files[f"{facts.name}/README.md"].decode()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _record(files: Mapping[str, bytes], info: str) -> str:
    """Path, hash and size of each file, as installers check them; no name here holds a comma."""
    lines = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in sorted(files.items())]
    return "\n".join([*lines, f"{info}/RECORD,,"]) + "\n"


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _labels(model: Path, meta: Mapping[str, Any], config: Mapping[str, Any]) -> Mapping[Layer, list[str]]:
    """Labels by layer; of a vote those of its first member."""
    inner = next(iter(sorted(model.glob("*/0/meta.json"))), None)
    said: Any = json.loads(inner.read_text(encoding="utf-8")) if inner else meta
    held = cast("Mapping[str, list[str]]", said.get("labels") or {})
    factories = {name: part.get("factory", "") for name, part in config["components"].items()}
    return {layer: held.get(name, []) for name, each in factories.items() if (layer := LAYER_OF_FACTORY.get(each))}


def _readme(labels: Mapping[Layer, list[str]], facts: PackageFacts) -> str:
    entities, events = (_listed(labels.get(layer, ())) for layer in LAYERS)
    scores = "".join(f"- {line}\n" for line in facts.scores) or "- It was not scored.\n"
    return f"""# {facts.name}

{facts.summary}

It needs spaCy, and Spanloop only to train the next one.

    pip install {facts.name}-{facts.version}-py3-none-any.whl

## How to use it

    import spacy

    nlp = spacy.load("{facts.name}")
    doc = nlp("Rebels attacked a post near Marra on Sunday.")
    for mention in doc.ents:
        print(mention.text, mention.label_)
    for event in doc._.events:
        trigger = event["trigger"]
        print(event["type"], doc.text[trigger["start"]:trigger["end"]])
        for argument in event["arguments"]:
            print("   ", argument["role"], argument)

- `doc.ents`: who and what is named, each with its label.
- `doc._.events`: what happened. Each event has an "id", its "type", the place of its "trigger" (the word that says it),
  its "arguments" (each with its "role", and either a place in the text or the id of another event), its "attributes",
  and a "score" between 0 and 1. It is empty where the pipeline has no such part.
- `doc.spans["events"]`: the triggers as spans of spaCy.

Places are numbers of characters from the beginning of the text, as Python counts them.

## What it knows

- Mentions: {entities}
- Events: {events}

## How well it does

{scores}
Scores are on articles that it did not learn from; articles of another kind may go worse.

## Licences

The modules below `{PLACE}` are from Spanloop, under the MIT licence. The folder `notices` has its text, and where a
language model goes along, whose that is and under which licence. The extractor itself: {facts.licence or "not said"}.
"""


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(labels) or "none"
