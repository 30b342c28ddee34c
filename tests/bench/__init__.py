"""Benchmarks: each prints its figures beside a limit that was taken in the same run, and writes them as JSON."""
