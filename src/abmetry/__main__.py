"""``python -m abmetry`` is the command line."""

from abmetry.cli.app import main

if __name__ == "__main__":
    main()
