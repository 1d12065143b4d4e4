"""The style sheet: only what Fusion, the palette and the proxy style cannot do."""

from __future__ import annotations

import re
from collections.abc import Mapping

_RULES = """
QToolTip { background: {raised}; color: {text}; border: 1px solid {border}; padding: 4px 8px; }

#topBar, #statusLine { background: {panel}; }
#articleBar, #hintStrip { background: {page}; }
#topBar, #articleBar { border-bottom: 1px solid {border}; }
#statusLine, #hintStrip { border-top: 1px solid {border}; }
QLabel[tone="quiet"] { color: {text_2}; }
QLabel[tone="faint"] { color: {text_3}; }
QLabel[tone="saved"] { color: {saved}; }
QLabel[tone="warning"] { color: {warning}; }
QLabel[tone="error"] { color: {error}; }

QPushButton { min-height: 26px; padding: 0 12px; border: 1px solid {border_control}; border-radius: 6px; outline: 0;
  background: {raised}; color: {text}; }
QPushButton:hover { background: {hover}; }
QPushButton:pressed { background: {sunken}; }
QPushButton:disabled { color: {disabled}; border-color: {border}; background: {raised}; }
QPushButton:focus { border: 2px solid {focus}; padding: 0 11px; min-height: 24px; }
QPushButton[kind="primary"] { background: {accent}; border-color: {accent}; color: {on_accent}; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: {accent_hover}; }
QPushButton[kind="primary"]:focus { border-color: {text}; }
QPushButton[kind="primary"]:disabled { background: {sunken}; border-color: {border}; color: {disabled}; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: {text_2}; padding: 0 8px; }
QPushButton[kind="quiet"]:hover { background: {hover}; }
QPushButton[kind="quiet"]:focus { border-color: {focus}; padding: 0 7px; }
QToolButton { border: 1px solid transparent; border-radius: 6px; background: transparent; color: {text_2};
  min-height: 26px; padding: 0 6px; }
QToolButton:hover { background: {hover}; }
QToolButton:checked { background: {sunken}; color: {text}; font-weight: 600; }
QToolButton:focus { border: 2px solid {focus}; padding: 0 5px; min-height: 24px; }
QToolButton:disabled { color: {disabled}; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit { border: 1px solid {border_control}; border-radius: 6px; background: {raised};
  color: {text}; selection-background-color: {selected}; selection-color: {text}; }
QLineEdit { min-height: 26px; padding: 0 8px; }
QPlainTextEdit, QTextEdit { padding: 4px; }
QLineEdit:focus { border: 2px solid {focus}; padding: 0 7px; min-height: 24px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid {focus}; padding: 3px; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: {disabled}; border-color: {border}; }

QTabBar { background: transparent; }
QTabBar::tab { padding: 0 8px; height: 46px; color: {text_2}; background: transparent; border: 0;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: {text}; border-bottom-color: {accent}; }
QTabBar::tab:focus { border-bottom-color: {focus}; }

QHeaderView::section { background: {raised}; color: {text_3}; border: 0; border-bottom: 1px solid {border};
  padding: 0 8px; height: 32px; font-size: 11px; font-weight: 600; text-align: left; }
QTableView, QListView, QTreeView { background: {raised}; border: 1px solid {border}; border-radius: 8px;
  gridline-color: {border}; outline: 0; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected { background: {selected}; color: {text}; }
QListView::item:hover { background: {hover}; }

QMenu { background: {raised}; color: {text}; border: 1px solid {border}; padding: 4px 0; }
QMenu::item { padding: 4px 24px 4px 12px; min-height: 20px; }
QMenu::item:selected { background: {selected}; }
QMenu::item:disabled { color: {disabled}; }
QMenu::separator { height: 1px; background: {border}; margin: 4px 0; }

QProgressBar { max-height: 6px; border: 0; border-radius: 3px; background: {sunken}; text-align: center; }
QProgressBar::chunk { background: {accent}; border-radius: 3px; }

QScrollBar:vertical { width: 12px; background: transparent; margin: 0; border: 0; }
QScrollBar:horizontal { height: 12px; background: transparent; margin: 0; border: 0; }
QScrollBar::handle { margin: 3px; border-radius: 3px; background: {border}; }
QScrollBar::handle:hover { background: {border_control}; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; border: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: {border}; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
"""


def style_sheet(colours: Mapping[str, str]) -> str:
    """The style sheet with each `{token}` replaced by its colour ("#RRGGBB"); raises KeyError for an unknown token.

    Widgets choose a form by a dynamic property: QPushButton `kind` = "primary" or "quiet"; QLabel `tone` = "quiet",
    "faint", "saved", "warning" or "error". Bars are found by their object names.
    """
    return re.sub(r"\{([a-z_0-9]+)\}", lambda found: colours[found[1]], _RULES)
