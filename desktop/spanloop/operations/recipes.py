"""The recipes that a training can follow: which there are, which can be used here, and what each costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.core.wording import language_name
from spanloop.learn import borrowed
from spanloop.learn.embedding.weights import is_here
from spanloop.resources import resource_path
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

#: The recipe that needs nothing but the marks.
PLAIN = "blank"
#: The name of the setting of a project that holds a RecipeChoice.
SETTING = "recipe"
#: Seeds that vote, where a vote is asked for.
VOTERS = 3
#: What a vote is and costs.
VOTE_WORDS = (
    "three seeds train one after the other and decide together; three times the time, to train and to read, and three "
    "times the space."
)
_EMBEDDINGS = "embeddings"
#: All recipes, the plainest first.
NAMES = (PLAIN, _EMBEDDINGS, "vectors", "transformer")
_INSTALL_ENGINE = "pip install 'spanloop[embeddings]'"
#: The languages that the language model of `embeddings` has read; "" is unknown.
_READS = frozenset({"", "en"})


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to train. words: what it does. price: what it costs, against the plainest recipe.

    missing: what keeps it from being used here, "" when it can be. way_out: what to install, also where it can be used
    but would be quicker. choices: what it can read with here, where that has to be named.
    """

    name: str
    words: str
    price: str
    missing: str = ""
    way_out: str = ""
    choices: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For `--json`."""
        here = not self.missing
        told = {"name": self.name, "available": here, "words": self.words, "price": self.price}
        return told | {"missing": self.missing, "way_out": self.way_out, "choices": list(self.choices)}


@dataclass(frozen=True, slots=True)
class RecipeChoice:
    """How somebody wants to train. name: of the recipe, "" for the best that can be used here.

    vote: how many seeds train and vote (1: one alone). gpu: number of the graphics processor, -1 for none. vectors: a
    spaCy package or folder for the recipe `vectors`. transformer: a model for the recipe `transformer`.
    """

    name: str = ""
    vote: int = 1
    gpu: int = -1
    vectors: str = ""
    transformer: str = ""

    def named(self, *, language: str = "") -> RecipeChoice:
        """The same with a name: what is borrowed says it, else the default for articles of a language."""
        if self.name:
            return self
        borrowed_by = "vectors" if self.vectors else "transformer" if self.transformer else ""
        return replace(self, name=borrowed_by or default_recipe(language))

    def to_setting(self) -> dict[str, Any]:
        """As it stands in a project, and in the details of a version."""
        told: dict[str, Any] = {"name": self.name, "vote": self.vote, "gpu": self.gpu}
        return told | {name: value for name in ("vectors", "transformer") if (value := getattr(self, name))}

    def told_recipe(self) -> str:
        """ "embeddings", "vectors (en_core_web_md)"."""
        borrowed_from = Path(self.vectors or self.transformer).name
        return f"{self.name} ({borrowed_from})" if borrowed_from else self.name

    def told(self) -> str:
        """ "embeddings", "vectors (en_core_web_md), vote of 3 seeds"."""
        return f"{self.told_recipe()}, vote of {self.vote} seeds" if self.vote > 1 else self.told_recipe()


def choice_of(setting: object) -> RecipeChoice:
    """What a project's setting says; what makes no sense in it counts as not said."""
    if not isinstance(setting, Mapping):
        return RecipeChoice()
    said = cast("Mapping[str, object]", setting)

    def words(name: str) -> str:
        value = said.get(name)
        return value if isinstance(value, str) else ""

    def number(name: str, otherwise: int) -> int:
        value = said.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else otherwise

    vote = VOTERS if number("vote", 1) > 1 else 1
    return RecipeChoice(words("name"), vote, max(-1, number("gpu", -1)), words("vectors"), words("transformer"))


def chosen_recipe(project: Project) -> RecipeChoice:
    """What was chosen for a project; a choice without a name where nothing was."""
    return choice_of(project.settings().get(SETTING))


def recipe_of(record: ExtractorRecord) -> str:
    """How a version was trained: "embeddings, vote of 3 seeds"."""
    return replace(choice_of(record.details.get("recipe")), name=record.recipe).told()


def choice_for(
    project: Project,
    *,
    name: str | None = None,
    vote: int | None = None,
    gpu: int | None = None,
    vectors: str | None = None,
    transformer: str | None = None,
) -> RecipeChoice:
    """What was chosen for a project, with what is said this time in its place; None: not said.

    Vectors or a transformer name their recipe, and a recipe that is named lets go of those of another one.
    """
    name = name or ("vectors" if vectors else "transformer" if transformer else None)
    choice = chosen_recipe(project)
    if name is not None and name != choice.name:
        choice = replace(choice, name=name, vectors="", transformer="")
    if vote is not None:
        choice = replace(choice, vote=VOTERS if vote > 1 else 1)
    gpu = choice.gpu if gpu is None else gpu
    return replace(choice, gpu=gpu, vectors=vectors or choice.vectors, transformer=transformer or choice.transformer)


def check_choice(choice: RecipeChoice) -> None:
    """Raise SpanloopError where a choice names a recipe that does not exist, or cannot be used on this computer."""
    named = choice.named()
    config_of(named, language="")


def choose_recipe(project: Project, choice: RecipeChoice, *, author: Author) -> Changes:
    """Keep a choice with the project; nothing happens where it stands there already."""
    if choice == chosen_recipe(project):
        return Changes()
    with project.act(author, f"train by the recipe {choice.told() or 'that fits best'}") as act:
        act.set_setting(SETTING, choice.to_setting())
    return act.changes


def default_recipe(language: str = "") -> str:
    """The recipe for who chose none: `embeddings` where its weights and its engine are here and the language model
    reads the language of the articles, else `blank`. Cheap: nothing is imported."""
    return _EMBEDDINGS if language in _READS and is_here() and _has_engine() else PLAIN


def recipes() -> list[Recipe]:
    """All recipes, the plainest first; those that cannot be used here say why."""
    return [find_recipe(name) for name in NAMES]


def find_recipe(name: str) -> Recipe:
    """The recipe of a name; raises SpanloopError for one that does not exist.

    For no other recipe it is looked through what is installed, which takes a while.
    """
    if name == PLAIN:
        return Recipe(PLAIN, "Learns from your marks alone, in any language.", "the least time")
    if name == _EMBEDDINGS:
        return _embeddings()
    if name in NAMES:
        return borrowed_recipe(name)
    raise SpanloopError(f"There is no recipe {name}", way_out=f"Known: {', '.join(sorted(NAMES))}.")


def borrowed_recipe(name: str) -> Recipe:
    """`vectors` or `transformer`, which read with something that somebody else trained."""
    if name == "vectors":
        there = borrowed.installed_vectors()
        words = "Reads with the word vectors of an installed spaCy package or folder, beside what it learns."
        price = "about as long as blank; the vectors are kept with every version (20 to 500 MB)"
        missing = "" if there else "no spaCy package with word vectors is installed"
        way_out = f"Here: {', '.join(there)}." if there else "Install one, such as en_core_web_md, or name a folder."
        return Recipe(name, words, price, missing, way_out, tuple(there))
    missing = "" if borrowed.transformer_library() else "spacy-transformers is not installed"
    return Recipe(
        name,
        "Trains a whole language model with the extractor.",
        "twenty times as long as blank or more without a graphics processor",
        missing,
        "pip install 'spacy[transformers]', and keep a model on this computer." if missing else "",
    )


def recipe_path(recipe: str) -> Path:
    """The spaCy config that a recipe is made from; raises SpanloopError for one that does not exist."""
    find_recipe(recipe)
    return resource_path("recipes", f"{recipe if recipe == _EMBEDDINGS else PLAIN}.cfg")


def config_of(choice: RecipeChoice, *, language: str) -> str:
    """The spaCy config of a choice, for articles of a language; valid for plain `spacy train`.

    Raises SpanloopError, which says what to install, where the recipe cannot be used here.
    """
    recipe = find_recipe(choice.name)
    text = recipe_path(choice.name).read_text(encoding="utf-8")
    if choice.name == "vectors":
        return borrowed.with_vectors(text, choice.vectors, language=language)
    if choice.name == "transformer":
        return borrowed.with_transformer(text, choice.transformer)
    if recipe.missing:
        raise SpanloopError(
            f"The recipe {recipe.name} cannot be used here: {recipe.missing}",
            way_out=f"{recipe.way_out} Or train by {PLAIN}.",
        )
    return text


def fits(choice: RecipeChoice, *, language: str) -> str:
    """A sentence where a recipe reads with a language model that has not read the language of the articles, else ""."""
    if choice.name != _EMBEDDINGS or language in _READS:
        return ""
    return f"Its language model has read English, not {language_name(language)}; {PLAIN} may do as well."


def _embeddings() -> Recipe:
    words = "Reads with a small language model (English) too, which helps most while marks are few."
    price = "about as long as blank"
    if not is_here():
        missing, way_out = "its language model is not installed", "Install a release of Spanloop that brings it."
        return Recipe(_EMBEDDINGS, words, price, missing, way_out)
    slower = "" if _has_engine() else f"It reads three times faster with onnxruntime: {_INSTALL_ENGINE}"
    return Recipe(_EMBEDDINGS, words, price, way_out=slower)


def _has_engine() -> bool:
    return find_spec("onnxruntime") is not None
