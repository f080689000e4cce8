"""Benchmarks of the transport and its peers: ``make bench``. Only ratios within one run are comparable."""
