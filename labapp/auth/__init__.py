"""Authentication: passwords, tokens, and the ``authenticate`` function that REST and the socket share."""
