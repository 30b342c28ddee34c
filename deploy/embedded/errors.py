"""What the launcher refuses or can't do, said so that a person can act on it."""


class LaunchError(Exception):
    """Starting is refused or failed. The message is a full sentence that names the remedy."""
