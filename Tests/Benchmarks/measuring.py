"""Runs programs beside each other and prints what they took."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Program:
    """A command to measure, with what its runs took, in seconds."""

    title: str
    command: list
    wall: list = field(default_factory=list)
    cpu: list = field(default_factory=list)
    megabytes: float | None = None

    def run(self):
        """Runs the command once, its output thrown away."""
        null = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
        start = time.perf_counter()
        process = os.posix_spawn(self.command[0], self.command, os.environ, file_actions=null)
        _, status, usage = os.wait4(process, 0)
        self.wall.append(time.perf_counter() - start)
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        if status != 0:
            raise SystemExit(f"{self.title}: status {os.waitstatus_to_exitcode(status)}")

    def weigh(self):
        """Runs the command once for its peak memory, under GNU time: the kernel adds the memory of
        whoever starts a process to that process's peak, and Python's is large."""
        if not (gnu_time := shutil.which("time")):
            return
        command = [gnu_time, "-f", "%M", *self.command]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode == 0:
            self.megabytes = int(result.stderr.split()[-1]) / 1024


class Inner(Program):
    """A program that says itself how many seconds its work took, without the start of the process."""

    def run(self):
        result = subprocess.run(self.command, capture_output=True, text=True, check=True)
        self.wall.append(float(result.stdout))
        self.cpu.append(float(result.stdout))


def peer(title, names, *arguments, package):
    """Returns a program of another maker in a list, an empty one if it is not installed."""
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        print(f"{title}: not installed: apt-get install {package}")
        return []
    return [Program(title, [path, *arguments])]


def measure(heading, programs, repetitions, size=None):
    """Runs programs in turn and prints their figures, with the CPU time of the first to that of each.

    `size` is what they read, in bytes and lines, for columns of speed and of memory a line.
    """
    for _ in range(repetitions):
        for program in programs:
            program.run()
    for program in programs:
        program.weigh()
    print(f"\n{heading}; {repetitions} runs each, in turn")
    columns = ["CPU ms", "least", "wall ms", "least", "peak MB", "first/it"]
    if size:
        columns += ["MB/s", "klines/s", "kB/line"]
    width = max(len(program.title) for program in programs)
    print(" " * width, *(f"{column:>9}" for column in columns))
    base = median(programs[0].cpu)
    for program in programs:
        cells = [median(program.cpu), min(program.cpu), median(program.wall), min(program.wall)]
        texts = [f"{cell * 1000:.2f}" for cell in cells]
        texts.append("-" if program.megabytes is None else f"{program.megabytes:.1f}")
        texts.append(f"{base / median(program.cpu):.2f}")
        if size:
            bytes, lines = size
            texts.append(f"{bytes / 1e6 / median(program.cpu):.1f}")
            texts.append(f"{lines / 1e3 / median(program.cpu):.0f}")
            texts.append("-" if program.megabytes is None else f"{program.megabytes * 1024 / lines:.2f}")
        print(f"{program.title:{width}}", *(f"{text:>9}" for text in texts))
