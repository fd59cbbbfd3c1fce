"""What can be wrong with the page itself, rather than with a recording."""


class PageError(Exception):
    """The replay's page is not part of this installation, or is not the one that this fleetex fills."""
