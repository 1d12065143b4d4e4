"""Going back to a point of the history, and forward again: many undo steps (or redo steps) in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, ScalarSelect, func, select

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.store.acting import ActBase
from spanloop.store.histories import HistoryAct, act_key, act_query, acts_of
from spanloop.store.tables import ACT, AUTHOR
from spanloop.store.undoing import invert_act

#: More steps than this at once would keep the window waiting.
MOST_STEPS = 500
#: SQLite takes some 32,000 values in one query; nobody undoes so much one by one.
_MOST_TURNED = 30_000


@dataclass(frozen=True, slots=True)
class Return:
    """What going to a point of the history would do.

    kind: "undo" for back, "redo" for forward, "" where there is nothing to do. acts: in the order in which they are
    taken back or done again, MOST_STEPS at most; left: how many more there would be. others: acts of other people after
    the point, which stay, and machines: those of extractors and rules. fixed: own ones that are never undone
    (trainings, and what was before a newer file format). lost: own ones that stood at that point and cannot be done
    again, because something new was done after their undo.
    """

    kind: Literal["undo", "redo", ""]
    acts: tuple[HistoryAct, ...] = ()
    left: int = 0
    others: int = 0
    machines: int = 0
    fixed: int = 0
    lost: int = 0


def plan_return(connection: Connection, author: Author, act: str) -> Return:
    """What stands between now and the moment after an act, for an author. Raises SpanloopError for an unknown act.

    Either newer acts have to be undone, or undone ones done again: whoever does something new after an undo gives up
    what was undone, so there is never both.
    """
    key = act_key(connection, act)
    own = select(AUTHOR.c.id).where(AUTHOR.c.uid == author.uid).scalar_subquery()
    barrier = connection.execute(select(func.max(ACT.c.id)).where(ACT.c.kind == "migration")).scalar() or 0
    stood, did_not = _turned_since(connection, key, own)
    mine = act_query().where(ACT.c.author_id == own, ACT.c.kind == "do", ACT.c.undoable == 1, ACT.c.id > barrier)
    newer = mine.where(ACT.c.state == "done", (ACT.c.id > key) | ACT.c.id.in_(did_not)).order_by(ACT.c.id.desc())
    back = acts_of(connection, newer)
    again = acts_of(connection, mine.where(ACT.c.state == "undone", ACT.c.id.in_(stood)).order_by(ACT.c.id))
    later = select(func.count()).where(ACT.c.id > key, ACT.c.kind == "do", ACT.c.state == "done")
    theirs = later.join_from(ACT, AUTHOR, AUTHOR.c.id == ACT.c.author_id).where(ACT.c.author_id != own)
    machine = AUTHOR.c.kind.in_(("extractor", "rules"))
    fixed = later.where(ACT.c.author_id == own, (ACT.c.undoable == 0) | (ACT.c.id <= barrier))
    lost = select(func.count()).where(ACT.c.id.in_(stood), ACT.c.state == "gone")
    kept, kind = (back, "undo") if back else (again, "redo")
    return Return(
        kind if kept else "",
        tuple(kept[:MOST_STEPS]),
        left=max(0, len(kept) - MOST_STEPS),
        others=connection.execute(theirs.where(~machine)).scalar_one(),
        machines=connection.execute(theirs.where(machine)).scalar_one(),
        fixed=connection.execute(fixed).scalar_one(),
        lost=connection.execute(lost).scalar_one(),
    )


def _turned_since(connection: Connection, key: int, own: ScalarSelect[Any]) -> tuple[list[int], list[int]]:
    """Acts up to a moment that an undo or redo after it was about: those that stood then, and those that did not.

    What the first of these did to an act says how it stood before.
    """
    turns = (
        select(ACT.c.target_id, ACT.c.kind)
        .where(ACT.c.id > key, ACT.c.author_id == own, ACT.c.kind.in_(("undo", "redo")), ACT.c.target_id <= key)
        .order_by(ACT.c.id.desc())
    )
    first: dict[int, str] = {row.target_id: row.kind for row in connection.execute(turns)}
    acts = sorted(first)[:_MOST_TURNED]
    return [act for act in acts if first[act] == "undo"], [act for act in acts if first[act] == "redo"]


def carry_out(connection: Connection, author: Author, plan: Return, *, schema_version: str) -> list[ActBase]:
    """Take back or do again every act of a plan, within an open transaction; each leaves its own undo step.

    Returns what was done, to be closed after the commit. Raises SpanloopError with the reason at the first act that
    cannot be, so that the transaction is rolled back and nothing was done.
    """
    done: list[ActBase] = []
    for planned in plan.acts:
        act = ActBase(connection, author, planned.label, schema_version=schema_version)
        kind = "undo" if plan.kind == "undo" else "redo"
        invert_act(act, act_key(connection, planned.uid), kind=kind, author_id=act.author_key(author))
        done.append(act)
    return done


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Says in words what a foreign key means that does not hold at the commit: somebody built on what was to go."""
    try:
        yield
    except SpanloopError as error:
        if "FOREIGN KEY" not in str(error.__cause__):
            raise
        raise SpanloopError(
            "The project cannot go to this point: something that was done later needs what would be taken back",
            where=str(path),
            way_out="Choose a later point; nothing was changed.",
        ) from error
