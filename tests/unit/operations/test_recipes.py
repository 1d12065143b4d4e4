"""Which recipes there are, which is the default, and what is chosen for a project."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.learn.device import use_device
from spanloop.operations import recipes as operation
from spanloop.operations.recipes import RecipeChoice, choice_for, choice_of, choose_recipe, chosen_recipe, config_of
from spanloop.operations.undoing import undo
from tests.unit.operations.bench import Bench


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool, bool], None]:
    """Say whether the weights and the engine are here."""

    def set_up(weights: bool, engine: bool) -> None:
        monkeypatch.setattr(operation, "is_here", lambda: weights)
        monkeypatch.setattr(operation, "_has_engine", lambda: engine)

    return set_up


def test_the_best_that_can_be_used_here_is_the_default(here: Callable[[bool, bool], None]) -> None:
    here(True, True)
    assert [operation.default_recipe(language) for language in ("", "en", "ar")] == [
        "embeddings",
        "embeddings",
        "blank",
    ]
    assert RecipeChoice().named().name == "embeddings"
    assert RecipeChoice(vectors="x").named().name == "vectors"
    here(True, False)
    assert operation.default_recipe() == "blank"
    assert "pip install" in operation.find_recipe("embeddings").way_out
    here(False, True)
    assert operation.default_recipe() == "blank"
    assert operation.find_recipe("embeddings").missing
    with pytest.raises(SpanloopError, match="cannot be used here"):
        config_of(RecipeChoice("embeddings"), language="en")


def test_what_is_chosen_is_kept_and_undone(bench: Bench) -> None:
    project, noor = bench.project, bench.author
    assert chosen_recipe(project) == RecipeChoice()
    chosen = choice_for(project, vectors="en_small", vote=2)
    assert chosen == RecipeChoice("vectors", vote=3, vectors="en_small")
    assert choose_recipe(project, chosen, author=noor)
    assert chosen_recipe(project) == chosen
    assert not choose_recipe(project, chosen, author=noor)
    assert choice_for(project, name="blank") == RecipeChoice("blank", vote=3)
    assert choice_for(project, gpu=0, vote=1).gpu == 0
    undo(project, author=noor)
    assert chosen_recipe(project) == RecipeChoice()


@pytest.mark.parametrize("setting", [None, 3, [], {"name": 3, "vote": "many", "gpu": True}, {"vote": -1, "gpu": -7}])
def test_a_setting_that_makes_no_sense_says_nothing(setting: object) -> None:
    assert choice_of(setting) == RecipeChoice()


def test_recipes_that_do_not_exist_and_processors_that_are_not_there() -> None:
    with pytest.raises(SpanloopError, match="no recipe nonsense") as caught:
        operation.check_choice(RecipeChoice("nonsense"))
    assert "blank" in caught.value.way_out
    use_device(-1)
    with pytest.raises(SpanloopError, match="graphics processor 0 cannot be used"):
        use_device(0)


def test_a_recipe_is_found_without_looking_for_those_that_borrow(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr(operation.borrowed, "installed_vectors", lambda: looked.append("vectors") or [])
    assert [operation.find_recipe(name).name for name in ("blank", "embeddings")] == ["blank", "embeddings"]
    assert looked == []
    assert [recipe.name for recipe in operation.recipes()] == list(operation.NAMES)
    assert looked == ["vectors"]
    with pytest.raises(SpanloopError, match="no recipe none"):
        operation.find_recipe("none")
