"""What the extractor learns and costs: one module for each thing measured, driven by tests.benchmarks.extractor."""
