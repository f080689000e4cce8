"""The formats of files and texts that people send: PDF, price lists, CSV cells, search terms."""
