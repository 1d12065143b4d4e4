"""`python -m spanloop` is the same as `spanloop`."""

import sys

from spanloop.app import main

if __name__ == "__main__":
    sys.exit(main())
