"""Measures at a terminal how long programs take to their first prompt, and how long Tab takes to the screen.

    python3 Tests/Benchmarks/prompt.py .build/static/release/ais
"""

import fcntl
import os
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time
from statistics import median

STARTS = 30
TABS = 30

# A program of another maker, its package, its arguments and its first prompt.
PEERS = [
    ("lua5.4", "lua5.4", [], b"> "),
    ("sqlite3", "sqlite3", [], b"sqlite> "),
    ("node", "nodejs", [], b"> "),
]

# What is typed, and what stands on the screen once Tab has done its work.
WORK = [
    ("a word: OpenAI.head", b"OpenAI.head", b"count"),
    ("a menu: OpenAI.re", b"OpenAI.re", b"ais> OpenAI.re"),
    ("a menu of 100: OpenAI.", b"OpenAI.", b"ais> OpenAI."),
    ("a verb: what if token price dr", b"what if token price dr", b"op"),
    ("no offer: OpenAI.xyzzy", b"OpenAI.xyzzy", b"\a"),
]


# What takes long, with ten million samples.
LONG = [
    ("a loop", b"fold s = 0 for i in 1..1_000_000_000_000 { s + i }"),
    ("a question: what if token price drops 50%", b"what if token price drops 50%"),
    ("a table: show revenue, runway for companies", b"show revenue, runway for companies over 2024..2028"),
]
STOPS = 10


class Conversation:
    """A program that runs in a terminal of 24 rows and 80 columns, in an empty home folder."""

    def __init__(self, command, home):
        variables = {"PATH": os.environ["PATH"], "HOME": home, "TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": "1", "PAGER": "cat"}
        self.output = b""
        self.process, self.terminal = os.forkpty()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.execve(command[0], command, variables)

    def wait_for(self, text):
        """Reads until the program has written a text, and forgets what it wrote up to there."""
        while text not in self.output:
            if not select.select([self.terminal], [], [], 30)[0]:
                raise SystemExit(f"waited for {text!r} after {self.output[-200:]!r}")
            self.output += os.read(self.terminal, 65536)
        self.output = self.output.partition(text)[2]

    def type(self, text):
        """Sends keys."""
        os.write(self.terminal, text)

    def end(self):
        """Ends the program at once."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)


def milliseconds_to_prompt(command, prompt, home):
    """The time from the start to the first prompt."""
    start = time.perf_counter()
    conversation = Conversation(command, home)
    conversation.wait_for(prompt)
    took = time.perf_counter() - start
    conversation.end()
    return took * 1000


def milliseconds_of_tabs(conversation, typed, shown):
    """The times from Tab to what it shows."""
    times = []
    for _ in range(TABS):
        conversation.type(typed)
        conversation.wait_for(typed)
        start = time.perf_counter()
        conversation.type(b"\t")
        conversation.wait_for(shown)
        times.append((time.perf_counter() - start) * 1000)
        conversation.type(b"\x03")
        conversation.wait_for(b"^C")
        conversation.wait_for(b"ais> ")
    return times


def milliseconds_to_stop(command, question, home):
    """The times from Ctrl-C to the prompt, at so many moments of the first second of a question."""
    times = []
    for stop in range(STOPS):
        conversation = Conversation(command, home)
        conversation.wait_for(b"ais> ")
        conversation.type(question + b"\r")
        conversation.wait_for(b"\n")
        time.sleep(0.2 + 0.08 * stop)
        start = time.perf_counter()
        conversation.type(b"\x03")
        conversation.wait_for(b"AIS0602")
        conversation.wait_for(b"ais> ")
        times.append((time.perf_counter() - start) * 1000)
        conversation.end()
    return times


def table(heading, rows):
    """Prints the median, the least and the longest time of each row."""
    print(f"\n{heading}")
    width = max(len(title) for title, _ in rows)
    print(" " * width, *(f"{column:>9}" for column in ["median ms", "least", "longest"]))
    for title, times in rows:
        print(f"{title:{width}}", *(f"{time:9.2f}" for time in [median(times), min(times), max(times)]))


def main(ais):
    ais = os.path.abspath(ais)
    programs = [("ais", [ais], b"ais> "), ("ais --model none", [ais, "--model", "none"], b"ais> ")]
    programs.append(("python3", [os.path.realpath(sys.executable), "-q"], b">>> "))
    for name, package, arguments, prompt in PEERS:
        if path := shutil.which(name):
            programs.append((name, [path, *arguments], prompt))
        else:
            print(f"{name}: not installed: apt-get install {package}")
    with tempfile.TemporaryDirectory() as home:
        times = {title: [] for title, _, _ in programs}
        for _ in range(STARTS):
            for title, command, prompt in programs:
                times[title].append(milliseconds_to_prompt(command, prompt, home))
        table(f"from start to the first prompt; {STARTS} starts each, in turn", list(times.items()))

        first = []
        for _ in range(STARTS):
            conversation = Conversation([ais], home)
            conversation.wait_for(b"ais> ")
            conversation.type(b"OpenAI.head")
            conversation.wait_for(b"d")
            start = time.perf_counter()
            conversation.type(b"\t")
            conversation.wait_for(b"count")
            first.append((time.perf_counter() - start) * 1000)
            conversation.end()
        conversation = Conversation([ais], home)
        conversation.wait_for(b"ais> ")
        conversation.type(b"OpenAI.revenue\r")
        conversation.wait_for(b"\n")
        conversation.wait_for(b"ais> ")
        rows = [("the first Tab of a conversation", first)]
        rows += [(title, milliseconds_of_tabs(conversation, typed, shown)) for title, typed, shown in WORK]
        conversation.end()
        table(f"from Tab to the screen, with the whole model; {TABS} times each", rows)

        long = [ais, "--samples", "10000000"]
        rows = [(title, milliseconds_to_stop(long, question, home)) for title, question in LONG]
        table(f"from Ctrl-C to the prompt, with an answer of 1,000 samples; at {STOPS} moments each", rows)


if __name__ == "__main__":
    main(sys.argv[1])
