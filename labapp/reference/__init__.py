"""The two contracts, for machines and for people, generated from the code that serves them."""

from labapp.reference.pages import register

__all__ = ["register"]
