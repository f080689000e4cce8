"""The published contracts (OpenAPI, AsyncAPI, TypeScript) and their pages, generated from the code."""

from labapp.reference.pages import register

__all__ = ["register"]
