"""Operations: endpoints, schemas, service, repository, errors."""
