"""The engine room: HTTP and WebSocket on gevent. Knows sockets and frames, and nothing of the laboratory."""
