"""What the tests stand on: databases, Redis, server processes and clients, all started by the tests themselves."""
