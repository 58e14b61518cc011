"""Home: endpoints, schemas, service, repository, errors."""
