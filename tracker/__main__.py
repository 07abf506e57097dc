"""``python -m tracker``: the command line."""

from tracker.cli import main

if __name__ == "__main__":  # a process that compiles suites imports this, and must not run the command again
    main()
