"""Effects: where journeys meet the world. One file a command, one registry line in `registry.py`."""
