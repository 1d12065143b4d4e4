"""What a mark is: plain Python, without SQL, spaCy or Qt."""
