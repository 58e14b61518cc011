"""Organization: endpoints, schemas, service, repository, errors."""
