"""Search over everything that has a name: one box, one request."""
