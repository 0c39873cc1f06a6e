"""A program of its own: reads DOT on standard input and writes what Graphviz makes of it.

    python -P graphviz_child.py LAYOUT FORMAT SECONDS

Graphviz runs apart from the main program because it cannot be interrupted and may crash. The alarm
ends it should nobody be left to do so. It imports nothing of internalmap, so that it starts fast.
"""

import signal
import sys

#: Told apart from whatever Graphviz itself may end with.
NO_ENGINE, NO_PICTURE = 93, 94


def main(layout: str, form: str, seconds: str) -> int:
    """Draw, or say on standard error why not."""
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(int(seconds))
    try:
        from pygraphviz import AGraph
    except ImportError as error:
        sys.stderr.write(str(error))
        return NO_ENGINE
    try:
        graph = AGraph(string=sys.stdin.buffer.read().decode("utf-8"))
        data = graph.draw(format=form, prog=layout)
    except (ValueError, OSError) as error:
        sys.stderr.write(str(error))
        return NO_PICTURE
    sys.stdout.buffer.write(data)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
