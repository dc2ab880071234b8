"""Measures how long Ctrl-C takes to stop a long computation.

    python3 Tests/Benchmarks/interruption.py .build/static/release/ais
"""

import signal
import subprocess
import sys
import time
from statistics import median

# The seconds of work before the signal.
MOMENTS = [0.01 + 0.3 * moment for moment in range(10)]
WORK = ["--samples", "10000000", "-e", "2 + 2", "-e", "what if token price drops 50%"]


def milliseconds(ais, moment):
    """The time from the signal to the end of the process, when it comes `moment` seconds after the work has begun."""
    with subprocess.Popen([ais, *WORK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        process.stdout.readline()
        time.sleep(moment)
        start = time.perf_counter()
        process.send_signal(signal.SIGINT)
        status = process.wait()
        took = time.perf_counter() - start
    if status != 130:
        raise SystemExit(f"status {status} after {moment:.2f} s: it was over already")
    return took * 1000


def main(ais):
    """Prints the times of one run for each moment."""
    times = [milliseconds(ais, moment) for moment in MOMENTS]
    print(f"\ninterruption of 10 million samples, at {len(times)} moments from {MOMENTS[0]:.2f} to {MOMENTS[-1]:.2f} s")
    print(f"median {median(times):.1f} ms, longest {max(times):.1f} ms; in turn: {' '.join(f'{each:.1f}' for each in times)}")


if __name__ == "__main__":
    main(sys.argv[1])
