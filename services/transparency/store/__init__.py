"""Every SQL statement of the read model: ``save_*`` are called by the projections, ``find_*`` by API and pages."""
