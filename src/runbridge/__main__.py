"""The entry point of `runbridge` and `python -m runbridge`."""

from runbridge.interrupts import leave_on_interrupt

# Before the slow imports.
leave_on_interrupt()

import gc  # noqa: E402  # see above
import os  # noqa: E402  # see above
import sys  # noqa: E402  # see above
from contextlib import suppress  # noqa: E402  # see above


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:] == ["--version"]:
        from runbridge.version import version_text

        # If this fails, the command line reports it.
        with suppress(OSError):
            # Not `print`, which keeps unwritten text in its buffer.
            os.write(1, f"{version_text()}\n".encode())
            return
    # Imported objects live until the end; collecting garbage among them would take 8 ms.
    gc.disable()
    # Not `from runbridge import cli`, which asks the package for a public name `cli` and loads all of its models.
    from runbridge.cli import main as run_command_line

    gc.freeze()
    gc.enable()
    run_command_line()


if __name__ == "__main__":
    main()
