"""The one error a user is meant to read."""

from __future__ import annotations

from typing import ClassVar


class UserError(Exception):
    """Shown without a traceback; `exit_code` becomes the command's own.

    2 wrong use, 3 a file was refused, 4 the audit stopped the survey part.
    The message names what, where, what was expected and what to do next, and
    never holds a personal value. `rule` names the kind where a script must tell.
    """

    rule: ClassVar[str] = "refused"

    def __init__(self, message: str, *, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code
