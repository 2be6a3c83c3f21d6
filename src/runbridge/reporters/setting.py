"""What a reporter has to know beside the findings."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Whether text may have colors, and the file of GitHub's step summary if there is one."""

    color: bool = False
    summary: str | None = None
