"""Spanloop: mark who, where and what happened in conflict news, and train an extractor from the marks."""

__version__ = "0.1.0"

#: Where a build asks for the newest version when a person wants to know; "" where it names no place. See
#: operations/updates.py for what stands there.
UPDATE_ADDRESS = ""
