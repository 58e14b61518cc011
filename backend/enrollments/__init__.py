"""Enrollments: who may enter, entering, one contact's story, stopping."""
