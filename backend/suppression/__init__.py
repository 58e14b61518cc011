"""Addresses nothing is sent to."""
