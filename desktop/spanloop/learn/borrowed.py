"""What a recipe can borrow: word vectors of an installed spaCy package, or a whole language model.

Found and checked without spaCy, so that a choice can be offered and refused at once. Nothing is fetched from a network.
"""

from __future__ import annotations

import json
import os
import re
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import language_name

if TYPE_CHECKING:
    from thinc.api import Config

#: The library that trains language models within spaCy, and the module that says whether it is here.
TRANSFORMERS = "spacy-transformers"
_TRANSFORMERS_MODULE = "spacy_transformers"
#: Of a transformer: how quickly it may change, and how it is warmed up, as is usual for it.
_RATE, _WARM_UP = 5e-5, 50


def installed_vectors() -> list[str]:
    """Names of the installed spaCy packages that have word vectors."""
    names = {point.name for point in entry_points(group="spacy_models")}
    return sorted(name for name in names if _has_vectors(_meta_of(_package_folder(name))))


def find_vectors(name: str, *, language: str) -> str:
    """What a spaCy config names as `paths.vectors`: a package's name, or the whole path of a folder.

    language: of the articles. Raises SpanloopError where there is no such thing, where it has no vectors, or where it
    is for another language ("xx" is for all).
    """
    there = ", ".join(installed_vectors())
    known = f"Here: {there}." if there else "Install one, such as en_core_web_md, or name a folder that holds one."
    if not name:
        raise SpanloopError("The recipe vectors needs the name of a spaCy package with word vectors", way_out=known)
    folder = Path(name).absolute() if Path(name).is_dir() else _package_folder(name)
    meta = _meta_of(folder)
    if not meta:
        raise SpanloopError(f"There is no spaCy package or folder {name}", way_out=known)
    if not _has_vectors(meta):
        raise SpanloopError(f"{name} has no word vectors", where=str(folder), way_out=known)
    its = str(meta.get("lang", ""))
    if language and its not in (language, "xx"):
        raise SpanloopError(
            f"{name} has word vectors for {language_name(its)}, and the articles are in {language_name(language)}",
            where=str(folder),
            way_out="Name a package of the articles' language, or choose another recipe.",
        )
    return str(folder) if Path(name).is_dir() else name


def with_vectors(text: str, name: str, *, language: str) -> str:
    """A config that reads with static vectors beside what it has; raises as find_vectors does."""
    found = find_vectors(name, language=language)
    text = re.sub(r"(?m)^vectors = null$", lambda _: f"vectors = {json.dumps(found)}", text, count=1)
    return text.replace("include_static_vectors = false", "include_static_vectors = true")


def transformer_library() -> bool:
    """Whether the library is installed that trains language models within spaCy."""
    return find_spec(_TRANSFORMERS_MODULE) is not None


def find_transformer(name: str) -> str:
    """A folder that holds a model of Hugging Face's, or the name of one that was fetched to this computer before.

    Raises SpanloopError where the library or the model is not here.
    """
    if not transformer_library():
        raise SpanloopError(
            f"The recipe transformer needs {TRANSFORMERS}, which is not installed",
            way_out="pip install 'spacy[transformers]', or choose another recipe.",
        )
    if not name:
        raise SpanloopError("The recipe transformer needs a model", way_out="Name its folder with --transformer.")
    folder = Path(name)
    if (folder / "config.json").is_file():
        return str(folder.absolute())
    if not folder.exists() and any(_hub().glob(f"models--{name.replace('/', '--')}/snapshots/*/config.json")):
        return name
    raise SpanloopError(
        f"The model {name} is not on this computer, and nothing is fetched from the network",
        way_out="Put its files (config.json, weights, tokenizer) into a folder, and name that.",
    )


def with_transformer(text: str, name: str) -> str:
    """A config in which a transformer stands in the place of the component `tok2vec`, for all that listen to it.

    Raises as find_transformer does.
    """
    found = find_transformer(name)
    from thinc.api import Config

    config = Config().from_str(text, interpolate=False)
    put_transformer(config, found)
    return config.to_str(interpolate=False)


def put_transformer(config: Config, name: str) -> None:
    """Change a config in place. name: of a model, or its folder."""
    config["components"]["tok2vec"] = {
        "factory": "transformer",
        "max_batch_items": 4096,
        "model": {
            "@architectures": "spacy-transformers.TransformerModel.v3",
            "name": name,
            "tokenizer_config": {"use_fast": True},
            "get_spans": {"@span_getters": "spacy-transformers.strided_spans.v1", "window": 128, "stride": 96},
        },
    }
    for component in config["components"].values():
        _listen(component)
    config["system"]["gpu_allocator"] = "pytorch"
    training = config["training"]
    training["accumulate_gradient"] = 3
    training["optimizer"]["learn_rate"] = {
        "@schedules": "warmup_linear.v1",
        "warmup_steps": _WARM_UP,
        "total_steps": "${training.max_steps}",
        "initial_rate": _RATE,
    }


def _listen(part: dict[str, Any]) -> None:
    """Let every layer that listens to `tok2vec` listen to the transformer instead, however deep it stands."""
    for name, value in part.items():
        if not isinstance(value, dict):
            continue
        inner = cast("dict[str, Any]", value)
        if str(inner.get("@architectures", "")).startswith("spacy.Tok2VecListener."):
            part[name] = {
                "@architectures": "spacy-transformers.TransformerListener.v1",
                "grad_factor": 1.0,
                "upstream": "tok2vec",
                "pooling": {"@layers": "reduce_mean.v1"},
            }
        else:
            _listen(inner)


def _package_folder(name: str) -> Path | None:
    """Where an installed package of this name lies."""
    if not name.isidentifier():
        return None
    spec = find_spec(name)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _meta_of(folder: Path | None) -> dict[str, Any]:
    """What a pipeline says of itself; {} where there is none, or it says nothing that can be read."""
    try:
        said: object = json.loads((folder / "meta.json").read_text(encoding="utf-8")) if folder else None
    except (OSError, ValueError):
        return {}
    return cast("dict[str, Any]", said) if isinstance(said, dict) else {}


def _has_vectors(meta: dict[str, Any]) -> bool:
    vectors = meta.get("vectors")
    return isinstance(vectors, dict) and bool(cast("dict[str, Any]", vectors).get("width"))


def _hub() -> Path:
    """Where Hugging Face's libraries keep what was fetched."""
    home = os.environ.get("HF_HOME") or str(Path.home() / ".cache" / "huggingface")
    return Path(os.environ.get("HF_HUB_CACHE") or str(Path(home) / "hub"))
