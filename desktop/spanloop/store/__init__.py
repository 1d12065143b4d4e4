"""Where marks live: one SQLite file, its tables, transactions with an undo journal, search and backup."""
