"""Runs one command and tells what it took: wall and processor seconds, the peak of its memory in KiB, its exit code.

    python -I -S bench/launch.py COMMAND...

What the command prints goes nowhere, what it complains of where this program's complaints go. It stands between whoever
measures and what is measured because Linux counts for a new process what its parent held when it was made: this one
holds next to nothing, so that peaks from 9 MiB on are true. It imports nothing but what a bare Python has loaded.
"""

import os
import sys
import time


def main() -> None:
    """Run the command and print the four figures."""
    nowhere = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    ]
    begun = time.perf_counter()
    process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=nowhere)
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - begun
    peak = used.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
    print(wall, used.ru_utime + used.ru_stime, peak, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
