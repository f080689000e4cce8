"""Domain events: what is said (contract), to whom (audience), where it is kept (log), how it is followed (tail).

Nothing here changes the laboratory's data, and nothing here knows of sockets.
"""
