"""The words of the business: entities, values, events, errors."""
