"""Tests of the node kinds, one file a kind."""
