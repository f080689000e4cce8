"""The suite: real databases, real servers, real clients."""
