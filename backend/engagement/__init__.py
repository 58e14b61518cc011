"""Reactions to mails: how they come in, whether a person made them, and whom they wake."""
