"""Actions on people on the way: skip, move, stop, retry, replay, pause, resume; for one, a selection, or a filter."""
