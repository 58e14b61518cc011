"""Actions on people on the way: skip, move, stop, retry, replay; for one, a selection, or a filter."""
