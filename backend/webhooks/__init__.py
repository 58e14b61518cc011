"""Calls to other systems: where they may go, how they are signed, and the secrets that sign them."""
