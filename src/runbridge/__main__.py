"""The command line: `runbridge`, and `python -m runbridge` where the script itself is not on the path."""

from runbridge.interrupts import leave_on_interrupt

# Before anything is imported that takes time.
leave_on_interrupt()

import gc  # noqa: E402  # see above
import os  # noqa: E402  # see above
import sys  # noqa: E402  # see above
from contextlib import suppress  # noqa: E402  # see above


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        from runbridge.version import __version__

        # Where this cannot be written, the command line says so.
        with suppress(OSError):
            # Not `print`, whose buffer would keep what it could not write.
            os.write(1, f"runbridge {__version__}\n".encode())
            return
    # What is imported stays to the end: to look through it for garbage would take 8 ms.
    gc.disable()
    from runbridge import cli

    gc.freeze()
    gc.enable()
    cli.main()


if __name__ == "__main__":
    main()
