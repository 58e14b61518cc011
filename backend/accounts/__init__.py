"""Accounts: endpoints, schemas, service, repository, errors."""
