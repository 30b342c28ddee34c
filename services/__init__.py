"""The services. Each owns its database, its API, its pages and its topic; none imports another."""
