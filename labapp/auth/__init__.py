"""Who is this: passwords, tokens, and the one ``authenticate`` that REST and the socket share."""
