"""Getting what can be read out of a damaged project file, without asking SQLite, which stops at the first fault."""
