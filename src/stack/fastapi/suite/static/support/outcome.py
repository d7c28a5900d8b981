"""What a test can come to beside right and wrong."""


class NotExecutable(Exception):
    """It cannot be carried out as the contract stands: counted apart, and never green."""
