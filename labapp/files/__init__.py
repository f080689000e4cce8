"""Formats of uploads, exports and search terms: PDF, price lists, CSV cells, text."""
