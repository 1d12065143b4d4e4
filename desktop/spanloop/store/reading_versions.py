"""Rows of extractor versions into records."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection, select

from spanloop.core.marks import Author
from spanloop.store.records import ExtractorRecord
from spanloop.store.tables import EXTRACTOR


def read_extractors(connection: Connection, authors: Mapping[int, Author]) -> list[ExtractorRecord]:
    """All versions in the order of training. authors: everybody by key."""
    rows = connection.execute(select(EXTRACTOR).order_by(EXTRACTOR.c.number))
    return [
        ExtractorRecord(
            uid=row.uid,
            author=authors[row.author_id],
            name=row.name,
            number=row.number,
            recipe=row.recipe,
            seed=row.seed,
            data_hash=row.data_hash,
            schema_version=row.schema_version,
            config=row.config,
            metrics=json.loads(row.metrics),
            files_hash=row.files_hash,
            policy=row.policy,
            created_at=row.created_at,
            state=row.state,
            details=json.loads(row.details),
        )
        for row in rows
    ]
