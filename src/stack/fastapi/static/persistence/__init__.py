"""PostgreSQL: the pool, transactions and one module per table."""
