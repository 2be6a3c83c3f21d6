"""What a reporter has to know beside the findings."""

import msgspec


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Whether text may have colors, and the file of GitHub's step summary if there is one."""

    color: bool = False
    summary: str | None = None
