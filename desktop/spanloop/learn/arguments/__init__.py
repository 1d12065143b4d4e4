"""Arguments of events: which mention or event fills which role."""
