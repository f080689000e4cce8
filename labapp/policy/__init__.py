"""Pure rules: who receives an event (``audience``), and who may see a record (``visibility``)."""
