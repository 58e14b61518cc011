"""The node kinds: one file a kind with its config, its ports, and what it decides."""
