"""What all tables of a project file are made of: names of constraints, keys, references and checks."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, MetaData, Table
from sqlalchemy.orm import declared_attr
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
#: Keys only grow: a key that was given once is never given to another row.
KEYS: dict[str, Any] = {"sqlite_autoincrement": True}


def reference(columns: str, target: str, referred: str = "id", *, cascade: bool = False) -> ForeignKeyConstraint:
    """A foreign key that is checked at commit. Several columns are given in one string, apart by spaces."""
    return ForeignKeyConstraint(
        columns.split(),
        [f"{target}.{column}" for column in referred.split()],
        deferrable=True,
        initially="DEFERRED",
        ondelete="CASCADE" if cascade else None,
    )


def one_of(column: str, *values: str) -> CheckConstraint:
    """A column that holds one of these words."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


def check_range() -> CheckConstraint:
    """A stretch `[start, end)` that is not empty."""
    return CheckConstraint('0 <= start AND start < "end"', name="range")


class Row(SQLModel):
    """What all tables share."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - a class attribute, made from the class
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


def table_of(model: type[Row]) -> Table:
    """The SQLAlchemy table of a model."""
    return Row.metadata.tables[str(model.__tablename__)]
