"""Benchmarks of the transport beside its peers: ``make bench``. The ratios of one run count."""
