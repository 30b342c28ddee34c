"""``python -m deploy`` is ``denon``, where no script is installed."""

from deploy.cli import main

if __name__ == "__main__":
    main()
