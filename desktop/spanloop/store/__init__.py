"""Where marks live: one SQLite file a project; tables, acts with undo, search, backup. The only room with SQL."""
