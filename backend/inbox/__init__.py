"""The dev inbox of the embedded stack: an SMTP server that keeps what it gets, and a page to read and answer it."""
