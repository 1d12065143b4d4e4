"""Dialogs: short questions and messages, all in plain text."""
