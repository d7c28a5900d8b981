"""Real parts to develop and test on: `python -m dev up`, `down`, `status`.

A PostgreSQL server, an object store, a mail server and stand-ins for the services that are called,
all on 127.0.0.1, on free ports, with throw-away data. Nothing here is needed in production.
"""
