"""A program of its own: reads DOT on standard input and writes what Graphviz makes of it.

    python -P graphviz_child.py LAYOUT FORMAT SECONDS BYTES [DOT]

Several texts, with a character between them that none has, are drawn one after the other.
Graphviz runs apart from the main program because it cannot be interrupted and may crash. The alarm
ends it should nobody be left to do so; none of its files grows past so many bytes, nor does its
memory past a bound. With DOT, it becomes that program, under the same bounds. It imports nothing of
internalmap, so that it starts fast.
"""

import os
import signal
import sys

#: Between several texts, and between what is made of them.
BETWEEN = "\0"
#: Told apart from whatever Graphviz itself may end with.
NO_ENGINE, NO_PICTURE = 93, 94
#: How many bytes of memory a layout may take (a line across very many columns takes a place in
#: each), and a picture that is painted.
LAYOUT, MOST_TO_LAY_OUT, MOST_TO_PAINT = "json0", 1024**3, 2 * 1024**3


def main(layout: str, form: str, seconds: str, most: str, dot: str | None = None) -> int:
    """Draw, or say on standard error why not."""
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(int(seconds))
    if os.name == "posix":
        _bound("RLIMIT_FSIZE", int(most))
        _bound("RLIMIT_AS", MOST_TO_LAY_OUT if form == LAYOUT else MOST_TO_PAINT)
    if dot is not None:
        try:
            os.execv(dot, [dot, f"-K{layout}", f"-T{form}"])
        except OSError as error:
            sys.stderr.write(f"{dot}: {error.strerror}")
            return NO_PICTURE
    try:
        from pygraphviz import AGraph
    except ImportError as error:
        sys.stderr.write(str(error))
        return NO_ENGINE
    try:
        texts = sys.stdin.buffer.read().decode("utf-8").split(BETWEEN)
        drawn = [AGraph(string=text).draw(format=form, prog=layout) for text in texts]
    except (ValueError, OSError) as error:
        sys.stderr.write(str(error))
        return NO_PICTURE
    sys.stdout.buffer.write(BETWEEN.encode().join(drawn))
    return 0


def _bound(what: str, most: int) -> None:
    """No file that is written grows past this, or no memory; or past a lower bound that there is,
    and only where the system can."""
    import resource

    limit = getattr(resource, what, None)
    if limit is None:
        return
    soft, hard = resource.getrlimit(limit)
    bounds = [bound for bound in (soft, hard, most) if bound != resource.RLIM_INFINITY]
    try:
        resource.setrlimit(limit, (min(bounds), hard))
    except (ValueError, OSError):
        return


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
