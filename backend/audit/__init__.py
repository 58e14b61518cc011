"""Audit: endpoints, schemas, service, repository, errors."""
