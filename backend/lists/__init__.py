"""Static lists of contacts."""
