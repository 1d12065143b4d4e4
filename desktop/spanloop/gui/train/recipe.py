"""Which recipe the next training follows: chosen on the Train page, kept with the project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spanloop.gui.desk.session import DeskSession
from spanloop.gui.judge.controls import Chooser, Option
from spanloop.gui.plain import PlainLabel, tooltip
from spanloop.gui.theme import Theme
from spanloop.operations.recipes import (
    VOTE_WORDS,
    VOTERS,
    Recipe,
    RecipeChoice,
    choose_recipe,
    chosen_recipe,
    default_recipe,
    fits,
    recipes,
)

#: Between a recipe and the vectors that it reads with, in the key of an option.
_OF = "\0"


class RecipeBar(QWidget):
    """The recipe, whether seeds vote, and what that is and costs. asked(RecipeChoice): somebody chose.

    stacked: the words stand below, in the middle, instead of in the same line.
    """

    asked = Signal(object)

    def __init__(self, theme: Theme, *, stacked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = RecipeChoice()
        self._title = PlainLabel("Recipe", tone="quiet")
        self.recipe = Chooser("Recipe of the next training", theme)
        self.vote = Chooser("How many seeds train", theme)
        self.words = PlainLabel(tone="quiet", wrap=True)
        self.vote.offer((Option("1", "One seed"), Option(str(VOTERS), "Vote of three seeds")), "1")
        self.vote.setToolTip(tooltip(f"{VOTE_WORDS[0].upper()}{VOTE_WORDS[1:]}"))
        self.recipe.chosen.connect(self._take_recipe)
        self.vote.chosen.connect(lambda key: self.asked.emit(replace(self._choice, vote=int(key))))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(8)
        column.addLayout(row)
        if stacked:
            row.addStretch(1)
        for part in (self._title, self.recipe, self.vote):
            row.addWidget(part)
        row.addSpacing(4)
        if stacked:
            row.addStretch(1)
            self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(self.words)
        else:
            row.addWidget(self.words, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        for chooser in (self.recipe, self.vote):
            chooser.set_theme(theme)
        for label in (self._title, self.words):
            label.setFont(theme.font("ui.small"))

    def show_choice(self, choice: RecipeChoice, known: Sequence[Recipe], *, language: str) -> None:
        """Show what is chosen. choice: with its name. known: all recipes. language: of the articles, "" for unknown."""
        self._choice = choice
        usual = default_recipe(language)
        here = [recipe for recipe in known if not recipe.missing]
        options = [
            Option(recipe.name + _OF + name, f"{recipe.name} ({name})" if name else _named(recipe.name, usual))
            for recipe in here
            for name in (recipe.choices or ("",))
        ]
        key = choice.name + _OF + (choice.vectors or choice.transformer)
        if all(option.key != key for option in options):
            options.append(Option(key, choice.told_recipe()))
        self.recipe.offer(options, key)
        absent = [f"{recipe.name}: {recipe.missing}." for recipe in known if recipe.missing]
        self.recipe.setToolTip(tooltip("\n".join(["Not here:", *absent] if absent else [])))
        self.vote.choose(str(VOTERS if choice.vote > 1 else 1))
        self.words.setText(_sentence(choice, known, language))

    def _take_recipe(self, key: str) -> None:
        name, _, borrowed = key.partition(_OF)
        self.asked.emit(
            replace(
                self._choice,
                name=name,
                vectors=borrowed if name == "vectors" else "",
                transformer=borrowed if name == "transformer" else "",
            )
        )


class RecipeDesk(QObject):
    """Keeps bars and project in step: what is chosen in one bar is an act on the project.

    choice: what the next training follows, with its name.
    """

    def __init__(self, bars: Sequence[RecipeBar], parent: QObject) -> None:
        super().__init__(parent)
        self._bars = tuple(bars)
        self._session: DeskSession | None = None
        self._known: list[Recipe] = []
        self._language = ""
        self.choice = RecipeChoice().named()
        for bar in self._bars:
            bar.asked.connect(self._choose)

    def set_session(self, session: DeskSession | None) -> None:
        """Work for another project, or for none."""
        self._session = session

    def refresh(self, language: str) -> None:
        """Read what is chosen, and show it. language: of most complete articles."""
        session = self._session
        if session is None:
            return
        chosen = session.attempt(lambda: chosen_recipe(session.project))
        if chosen is None:
            return
        self._language = language
        self._known = self._known or recipes()  # looks through what is installed, which stays as it is
        self.choice = chosen.named(language=language)
        for bar in self._bars:
            bar.show_choice(self.choice, self._known, language=language)

    def _choose(self, choice: RecipeChoice) -> None:
        if self._session is not None:
            self._session.act(choose_recipe, choice=choice)
            self.refresh(self._language)


def _named(name: str, usual: str) -> str:
    return f"{name} (default)" if name == usual else name


def _sentence(choice: RecipeChoice, known: Sequence[Recipe], language: str) -> str:
    """What the recipe is and costs, or what keeps it from being used here."""
    recipe = next((recipe for recipe in known if recipe.name == choice.name), None)
    if recipe is None:
        return "This version of Spanloop does not have this recipe."
    if recipe.missing:
        return f"It cannot be used here: {recipe.missing}. {recipe.way_out}"
    price = f"three times that of one seed; one takes {recipe.price}" if choice.vote > 1 else recipe.price
    other = fits(choice, language=language)
    slower = "" if recipe.choices else recipe.way_out
    return " ".join(part for part in (f"Price: {price}.", recipe.words, other, slower) if part)
