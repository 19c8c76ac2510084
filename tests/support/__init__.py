"""What tests and benchmarks share; no test module imports another."""
