"""Commands that say how far scores can be trusted: test-set, learning-curve, audit."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

from spanloop.cli.console import opened_as, opened_to_read, session_of
from spanloop.cli.gauge_tables import print_audit, print_curve
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.cli.reporting import PROGRESS, WATCH, ProgressStyle, StopSign, reporting
from spanloop.core.wording import count


class FreezeAct(StrEnum):
    freeze = "freeze"
    show = "show"
    unfreeze = "unfreeze"


class AuditAct(StrEnum):
    on = "on"
    off = "off"
    report = "report"


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("test-set", help="Freeze the test articles, say what became of them, or give them back.")(frozen_set)
    app.command("learning-curve", help="Train on 25, 50, 75 and 100% of the articles: will more marks help?")(curve)
    app.command("audit", help="Annotate a share of the articles without suggestions, and compare.")(audit)


def frozen_set(
    context: typer.Context,
    project: Path = PROJECT,
    act: FreezeAct = typer.Argument(FreezeAct.show, help="freeze, show or unfreeze."),
    author: str | None = AUTHOR,
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
) -> None:
    from spanloop.operations import freezing

    session = session_of(context)
    with reporting(session, progress, "Looking at the test articles") as report:
        if act is FreezeAct.show:
            with opened_to_read(project) as held:
                state = freezing.state_of_frozen(held)
        else:
            with opened_as(session, project, author) as (held, who):
                if act is FreezeAct.freeze:
                    freezing.freeze(held, author=who)
                else:
                    freezing.unfreeze(held, author=who)
                state = freezing.state_of_frozen(held)
        told = {"frozen": state is not None} | ({} if state is None else state.to_dict())
    if report.answers(session, told, as_json=as_json):
        return
    if state is None:
        done = "The test set is not frozen any more." if act is FreezeAct.unfreeze else "The test set is not frozen."
        session.say(f"{done} New articles join it, about one of seven.")
        return
    for sentence in state.sentences():
        session.say(sentence)
    session.say(f"Hash of its truth: {state.now_hash[:12]}.")


def curve(
    context: typer.Context,
    project: Path = PROJECT,
    recipe: str | None = typer.Option(None, "--recipe", help="Which recipe; default: the one chosen for the project."),
    seed: int = typer.Option(0, "--seed", help="The same seed gives the same curve."),
    max_steps: int | None = typer.Option(None, "--max-steps", min=1, help="Stop each training after so many steps."),
    by_label: bool = typer.Option(False, "--by-label", help="A line for each label as well."),
    author: str | None = AUTHOR,
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    from spanloop.operations.learning_curves import learning_curve

    session = session_of(context)
    stop = StopSign(watch_input)
    with reporting(session, progress, "Training") as report, opened_as(session, project, author) as (held, who):
        found = learning_curve(
            held,
            author=who,
            data_dir=session.settings.data_dir,
            recipe=recipe,
            seed=seed,
            max_steps=max_steps,
            on_progress=report.count,
            cancelled=stop.is_set,
        )
    if not report.answers(session, found.to_dict(), as_json=as_json):
        print_curve(session, found, by_label=by_label)


def audit(
    context: typer.Context,
    project: Path = PROJECT,
    act: AuditAct = typer.Argument(AuditAct.report, help="on, off or report."),
    share: float | None = typer.Option(
        None, "--share", help="With on: how many of the articles, .1 for a tenth.", show_default=False
    ),
    extractor: str | None = typer.Option(
        None, "--extractor", help="With report: name or number of the version to compare with; default: the current."
    ),
    by_label: bool = typer.Option(False, "--by-label", help="With report: a line for each label as well."),
    author: str | None = AUTHOR,
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    from spanloop.operations import auditing

    session = session_of(context)
    stop = StopSign(watch_input)
    if act is AuditAct.report:
        from spanloop.operations.audit_reports import audit_report

        with reporting(session, progress, "Comparing") as report, opened_to_read(project) as held:
            found = audit_report(
                held,
                data_dir=session.settings.data_dir,
                extractor=extractor,
                on_progress=report.count,
                cancelled=stop.is_set,
            )
        if not report.answers(session, found.to_dict(), as_json=as_json):
            print_audit(session, found, by_label=by_label)
        return
    with (
        reporting(session, progress, "Looking at the articles") as report,
        opened_as(session, project, author) as (held, who),
    ):
        auditing.switch_audit(held, author=who, on=act is AuditAct.on, share=share)
        setting, audited = auditing.audit_of(held), len(auditing.audited_articles(held))
    told = {"on": setting.on, "share": setting.share, "since": setting.since, "articles": audited}
    if report.answers(session, told, as_json=as_json):
        return
    if not setting.on:
        session.say("The audit is off: suggestions are made for every article.")
        return
    session.say(
        f"{setting.share:.0%} of the articles are annotated without suggestions: {count(audited, 'article')} now."
    )
    if setting.exempt:
        session.say(f"{count(len(setting.exempt), 'article')} of the share had suggestions already and keep them.")
