"""The options of reporters."""

import msgspec


class ReportOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Whether text may have colors, and the file of GitHub's step summary if there is one."""

    color: bool = False
    summary: str | None = None
