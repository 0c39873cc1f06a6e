"""`python -m internalmap`."""

from internalmap.cli import main

if __name__ == "__main__":
    main()
