"""The whole system on one machine without Docker: PostgreSQL and a broker as child processes, data in one folder."""
