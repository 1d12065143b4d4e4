"""CoNLL: a token a line, tags in the last column."""
