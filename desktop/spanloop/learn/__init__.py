"""How the extractor learns: corpus, components, training, evaluation and suggestions."""
