"""``python -m services donation`` is ``denon run donation``."""

import sys

from deploy.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["run"]
    main()
