"""Every SQL statement of the service. Functions take a connection and never commit; sums are đồng."""
