"""Spanloop: mark who, where and what happened in conflict news, and train an extractor from the marks."""

__version__ = "0.1.0"
