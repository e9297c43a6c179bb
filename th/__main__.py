"""`python -m th` is `th`."""

import sys

from th.app import main

__all__ = []

if __name__ == "__main__":
    sys.exit(main())
