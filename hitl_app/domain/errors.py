"""The two kinds of failure that a person can be told about; anything else is a bug."""


class HitlError(Exception):
    """Base of the errors that carry a sentence for the person in front of the screen."""


class Refused(HitlError):
    """Say that the rules do not allow it; nothing was stored."""


class Unavailable(HitlError):
    """Say that the surroundings (disk, file, network) do not allow it now; nothing was lost."""


class Away(Unavailable):
    """Say that the server is away; a store that keeps work goes on when the step is asked again."""
