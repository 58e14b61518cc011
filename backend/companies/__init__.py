"""Companies: endpoints, schemas, service, repository, errors."""
