"""Mail texts: immutable versions under stable keys, preview, test sending."""
