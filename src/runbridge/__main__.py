"""`python -m runbridge`: the command line, where the script itself is not on the path."""

from runbridge.cli import main

main()
