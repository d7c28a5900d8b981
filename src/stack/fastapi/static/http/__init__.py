"""HTTP: authentication, errors, limits, logs. The same for every contract."""
