#!/usr/bin/env python3
"""The one way in: `up`, `test`, and every other command. Needs Python 3.12 or newer and nothing else."""

import sys


def main() -> None:
    """Prepares the environment, then does what the command line says; old Pythons read only this file."""
    if sys.hexversion < 0x030C0000:
        found = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(f"dd0c/run needs Python 3.12 or newer, and this is {found}: try python3.12 manage.py.")
    from ddrun.up.way_in import enter

    enter(sys.argv[1:])


if __name__ == "__main__":
    main()
