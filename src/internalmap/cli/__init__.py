"""The commands. Only this folder touches streams; what goes wrong becomes an exit code in `run.py`,
and a command may end with one of its own.
"""

from internalmap.interrupts import install_handlers

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit."""
    install_handlers()  # before anything that takes time is loaded
    from internalmap.cli.run import main as command

    command()
