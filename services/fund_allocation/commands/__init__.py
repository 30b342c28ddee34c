"""Use cases: load under the fund's lock, let the rules decide, save, publish. Each runs in the caller's transaction."""
