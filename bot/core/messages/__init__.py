"""A message of several clauses: which belong together, which of them ask, and which only tell something."""
