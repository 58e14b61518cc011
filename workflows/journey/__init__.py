"""What a journey is: the document, its machine, its schedule. Pure: standard library and pydantic alone."""
