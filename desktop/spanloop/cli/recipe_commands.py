"""The command on recipes: recipes."""

from __future__ import annotations

from pathlib import Path

import typer

from spanloop.cli.console import opened_as, opened_to_read, session_of
from spanloop.cli.project_commands import AUTHOR, JSON


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("recipes", help="List the training recipes, what each costs, and what is missing for it.")(recipes)


def recipes(
    context: typer.Context,
    project: Path | None = typer.Argument(None, help="A project, to show what was chosen for it.", show_default=False),
    choose: str | None = typer.Option(None, "--choose", help="Train the project by this recipe from now on."),
    vote: int | None = typer.Option(None, "--vote", min=1, max=3, help="3: three seeds vote; 1: one alone."),
    vectors: str | None = typer.Option(None, "--vectors", help="spaCy package or folder, for the recipe vectors."),
    transformer: str | None = typer.Option(None, "--transformer", help="Folder of a model, for transformer."),
    author: str | None = AUTHOR,
    as_json: bool = JSON,
) -> None:
    from spanloop.operations import recipes as operation

    session = session_of(context)
    chosen = operation.RecipeChoice()
    changes = any(option is not None for option in (choose, vote, vectors, transformer))
    if changes and project is None:
        raise typer.BadParameter("Name the project that the choice is for.")
    if project is not None and changes:
        with opened_as(session, project, author) as (held, who):
            chosen = operation.choice_for(held, name=choose, vote=vote, vectors=vectors, transformer=transformer)
            operation.check_choice(chosen)
            operation.choose_recipe(held, chosen, author=who)
    elif project is not None:
        with opened_to_read(project) as held:
            chosen = operation.chosen_recipe(held)
    known = operation.recipes()
    usual = operation.default_recipe()
    if as_json:
        rows = [recipe.to_dict() | {"default": recipe.name == usual} for recipe in known]
        session.print_json({"recipes": rows, "chosen": chosen.to_setting() if project is not None else None})
        return
    for recipe in known:
        mark = " (default)" if recipe.name == usual else ""
        session.say(f"{recipe.name}{mark}: {recipe.words} Price: {recipe.price}.")
        if recipe.missing:
            session.say(f"    Not here: {recipe.missing}.")
        if recipe.way_out:
            session.say(f"    {recipe.way_out}")
    session.say(f"With --vote 3: {operation.VOTE_WORDS}")
    if project is not None:
        session.say(f"Chosen for this project: {chosen.told() or 'none, so the default'}.")
