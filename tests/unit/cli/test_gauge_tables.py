"""Learning curves, calibration and the audit in a terminal."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from spanloop.cli.console import Session
from spanloop.cli.gauge_tables import print_audit, print_calibration, print_curve
from spanloop.core.auditing import AuditReport, AuditRow
from spanloop.core.curves import CurvePoint, LearningCurve
from spanloop.core.reliability import reliability
from spanloop.settings import Settings


def session(tmp_path: Any) -> tuple[Session, io.StringIO]:
    out = io.StringIO()
    console = Console(file=out, width=100)
    return Session(Settings(tmp_path / "s.json", tmp_path), lambda _: 0, console, console), out


def test_a_curve_says_whether_more_marks_help(tmp_path: Any) -> None:
    told, out = session(tmp_path)
    row: Any = {"part": "triggers", "label": None, "mode": "exact", "n": 90, "f1": 0.5, "f1_low": 0.4, "f1_high": 0.6}
    gain: Any = {"part": "triggers", "label": None, "mode": "exact", "n": 90, "change": 0.03, "low": 0.01, "high": 0.05}
    points = (CurvePoint(0.5, 20, (row | {"f1": 0.47},)), CurvePoint(1.0, 40, (row,)))
    print_curve(told, LearningCurve(points, (gain,), "blank", 0, 12))
    said = out.getvalue()
    assert "50% (20)" in said
    assert ".40 to .60" in said
    assert "more articles like these will probably help" in said


def test_calibration_by_bins_and_classes(tmp_path: Any) -> None:
    told, out = session(tmp_path)
    found = reliability([(0.95, True)] * 9 + [(0.95, False)] + [(0.3, False)] * 4)
    print_calibration(told, {"calibration": {"mentions": found}})
    said = out.getvalue()
    assert "sure (from .90): .90 of 10 right; unsure (from .00): .00 of 4 right." in said
    assert "AUROC" in said
    told, out = session(tmp_path)
    print_calibration(told, {"calibration": {}})
    assert out.getvalue() == "No suggestion there has a score.\n"


def test_the_audit_side_by_side(tmp_path: Any) -> None:
    told, out = session(tmp_path)
    row = AuditRow(None, (40.0, 48.1), (2.0, 14.0), (0.7, 0.8), (0.03, 0.16), (300, 900))
    print_audit(told, AuditReport("Extractor v3", 12, 40, (row,), ("One sentence.",), ("A note.",)))
    said = out.getvalue()
    assert "12 articles without suggestions, 40 articles with them, against Extractor v3" in said
    assert "+2.0 to +14.0" in said
    assert "One sentence.\nA note.\n" in said
