"""Helpers of the tests: databases, Redis, server processes and clients, all started by the tests themselves."""
