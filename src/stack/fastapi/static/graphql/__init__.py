"""The operations over GraphQL: a schema, and what runs behind it."""
