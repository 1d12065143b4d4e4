"""The choice of a recipe on the Train page: what it says, that it is kept, and that the next training follows it."""

from __future__ import annotations

from typing import Any

import pytest

from spanloop.gui.train import recipe as recipe_module
from spanloop.operations.recipes import Recipe, chosen_recipe
from tests.gui.shell.conftest import Person
from tests.gui.train.conftest import History, train_page

KNOWN = [
    Recipe("blank", "From marks alone.", "the quickest"),
    Recipe("embeddings", "Reads more.", "a fifth longer"),
    Recipe("vectors", "Word vectors.", "as quick", choices=("en_small",)),
    Recipe("transformer", "All of it.", "much longer", missing="nothing is installed", way_out="Install it."),
]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe_module, "recipes", lambda: KNOWN)
    monkeypatch.setattr(recipe_module, "default_recipe", lambda language: "embeddings")


def choose(chooser: Any, text: str) -> None:
    next(action for action in chooser.menu().actions() if action.text() == text).trigger()


def test_a_choice_is_kept_with_the_project_and_undone(person: Person, history: History, known: None) -> None:
    page = train_page(person)
    bar = page.empty.recipe
    assert bar.recipe.words() in {"embeddings", "embeddings (default)", "blank"}
    assert [option.text for option in bar.recipe.options()] == ["blank", "embeddings (default)", "vectors (en_small)"]
    assert "transformer: nothing is installed." in bar.recipe.toolTip()
    choose(bar.recipe, "vectors (en_small)")
    session = person.window.projects.session
    assert session is not None
    assert chosen_recipe(session.project).vectors == "en_small"
    assert "Price: as quick. Word vectors." in bar.words.text()
    choose(bar.vote, "Vote of three seeds")
    assert (chosen_recipe(session.project).name, chosen_recipe(session.project).vote) == ("vectors", 3)
    assert "three times that of one seed" in bar.words.text()
    assert page.recipe.choice.told() == "vectors (en_small), vote of 3 seeds"
    session.undo()
    session.undo()
    assert chosen_recipe(session.project).name == ""
    page.refresh()
    assert bar.vote.words() == "One seed"


def test_a_recipe_of_another_computer_says_what_is_missing(person: Person, history: History, known: None) -> None:
    history.add(1, f1={"mentions": 0.7, "triggers": 0.5})
    page = train_page(person)
    session = person.window.projects.session
    assert session is not None
    with session.project.act(session.author, "choose") as act:
        act.set_setting("recipe", {"name": "transformer", "vote": 1, "gpu": -1, "transformer": "big"})
    page.refresh()
    bar = page.head.recipe
    assert bar.recipe.words() == "transformer (big)"
    assert bar.words.toolTip() or "cannot be used here" in bar.words.text()


def test_what_a_recipe_is_and_costs_is_not_cut(person: Person, history: History, known: None) -> None:
    history.add(1, f1={"mentions": 0.7, "triggers": 0.5})
    page = train_page(person)
    for size in ((1440, 900), (1024, 700)):
        person.window.resize(*size)
        bar = page.head.recipe
        assert "…" not in bar.words.text()
        assert bar.words.wordWrap()
