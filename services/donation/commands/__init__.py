"""Use cases: load, let the domain decide, save, publish. Each runs in the caller's transaction."""
