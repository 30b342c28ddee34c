"""Where the system runs: the embedded launcher, the command line, containers."""
