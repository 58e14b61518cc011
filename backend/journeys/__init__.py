"""Journeys: gallery, drafts, publishing, versions, pause and resume, counts."""
