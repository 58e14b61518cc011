"""Histories recorded from releases, replayed for ever. `python -m tests.histories.record` adds this release's."""
