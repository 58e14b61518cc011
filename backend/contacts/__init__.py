"""Contacts: endpoints, schemas, service, repository, errors."""
