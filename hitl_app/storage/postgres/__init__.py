"""A workspace on a PostgreSQL server: the same operations, kept by the server itself."""
