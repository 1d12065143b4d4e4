"""Rules in the window: the list, importing, making one of a mark, keeping the learned ones up to date."""
