"""Every SQL statement of this service. Functions take the connection of a transaction and never commit."""
