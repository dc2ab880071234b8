"""A program in a pseudo-terminal, driven by keys and judged by what its screen shows."""

import os
import signal
import termios
import time

import pexpect
import pyte

KEYS = {
    "Enter": "\r",
    "Tab": "\t",
    "Escape": "\x1b",
    "Backspace": "\x7f",
    "Delete": "\x1b[3~",
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Right": "\x1b[C",
    "Left": "\x1b[D",
    "Home": "\x1b[H",
    "End": "\x1b[F",
    "Alt-Enter": "\x1b\r",
    "Insert": "\x1b[2~",
    "PageUp": "\x1b[5~",
    "PageDown": "\x1b[6~",
    "F1": "\x1bOP",
    "F2": "\x1bOQ",
    "F3": "\x1bOR",
    "F4": "\x1bOS",
} | {f"F{number}": f"\x1b[{code}~" for number, code in enumerate([15, 17, 18, 19, 20, 21, 23, 24], 5)}

# What a terminal sends with a key that is held down with others: Shift-Up, Alt-Ctrl-F5 …
MODIFIERS = {"Shift": 2, "Alt": 3, "Shift-Alt": 4, "Ctrl": 5, "Shift-Ctrl": 6, "Alt-Ctrl": 7, "Shift-Alt-Ctrl": 8}
KEYS |= {
    f"{modifier}-{key}": f"{code[:-1]};{number}~" if code.endswith("~") else f"\x1b[1;{number}{code[-1]}"
    for modifier, number in MODIFIERS.items()
    for key, code in KEYS.items()
    if code[:2] in ("\x1b[", "\x1bO")
}


# The seconds after which a program that gives no sign is taken to hang. How fast it answers is for the benchmarks:
# a machine that tests may stand still for seconds.
PATIENCE = 60


def sent_by(key):
    """Returns what a terminal sends for a key of `KEYS`, or for `Ctrl-` or `Alt-` with a letter."""
    if key in KEYS:
        return KEYS[key]
    held, _, letter = key.rpartition("-")
    return "\x1b" + letter if held == "Alt" else chr(ord(letter.upper()) - 64)


def marked(text):
    """Returns what a terminal sends for pasted text when it was asked to mark it."""
    return "\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~"


def _hang_ups_kill():
    """Undoes what `nohup` in front of the tests would hand down to the program."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Terminal:
    """A screen of `rows` by `columns` on which `command`, a list of words, runs.

    `environment` is added to a bare environment; a value of None removes a variable from it. It runs in `folder`, or where
    the tests do.
    """

    def __init__(self, command, rows=24, columns=80, environment=None, folder=None):
        variables = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        variables.update(environment or {})
        variables = {name: value for name, value in variables.items() if value is not None}
        self.output = b""  # all that the program wrote
        self._output_before_typing = 0
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._process = pexpect.spawn(
            command[0],
            command[1:],
            cwd=folder,
            env=variables,
            dimensions=(rows, columns),
            preexec_fn=_hang_ups_kill,
        )
        self._process.delaybeforesend = None
        self._process.ptyproc.delayafterclose = 0.01

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # ---- hands ------------------------------------------------------------------------------

    def type(self, text):
        """Sends text as it stands."""
        self._output_before_typing = len(self.output)
        self._process.send(text)

    def press(self, key):
        """Presses a key of `KEYS`, or `Ctrl-` or `Alt-` with a letter."""
        self.type(sent_by(key))

    def enter(self, line):
        """Types a line and presses Enter."""
        self.type(line)
        self.press("Enter")

    def paste(self, text):
        """Pastes text as a terminal does that was asked to mark it."""
        self.type(marked(text))

    def resize(self, rows, columns):
        """Changes the size of the window."""
        self._screen.resize(rows, columns)
        self._process.setwinsize(rows, columns)

    def kill(self, number=signal.SIGTERM):
        """Sends a signal to the process."""
        os.kill(self._process.pid, number)

    # ---- eyes -------------------------------------------------------------------------------

    def screen(self):
        """Returns what the screen shows, without blanks at line ends and empty lines at the end."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip("\n")

    def last_line(self):
        """Returns the last line of the screen that is not empty."""
        return self.screen().rpartition("\n")[2]

    @property
    def size(self):
        """The rows and the columns of the screen."""
        return self._screen.lines, self._screen.columns

    def row(self, number):
        """Returns a row of the screen, from 0, with the blanks at its end."""
        return self._screen.display[number]

    def cursor(self):
        """Returns the row and the column of the cursor, from 0."""
        return self._screen.cursor.y, self._screen.cursor.x

    def colour(self, row, column):
        """Returns the name of the colour of a character of the screen."""
        return self._screen.buffer[row][column].fg

    def is_cooked(self):
        """True iff the terminal edits lines and sends signals itself: nobody is at the prompt."""
        flags = termios.tcgetattr(self._process.child_fd)[3]
        return bool(flags & termios.ICANON) and bool(flags & termios.ISIG)

    # ---- patience ---------------------------------------------------------------------------

    def wait_for(self, what, timeout=PATIENCE):
        """Waits until the screen shows a text, or until a predicate holds for this terminal.

        What the program writes is looked at as it comes.
        """
        holds = what if callable(what) else lambda terminal: what in terminal.screen()
        start = time.monotonic()
        while not holds(self):
            left = start + timeout - time.monotonic()
            if left <= 0 or not self._look(left) and not holds(self):
                wanted = "a predicate" if callable(what) else repr(what)
                raise AssertionError(f"waited for {wanted}; the screen shows\n{self.screen()}")

    def wait_for_prompt(self, prompt="ais> ", timeout=PATIENCE):
        """Waits until the editor takes keys behind an empty prompt, a new one if one has typed."""

        def is_ready(terminal):
            if len(terminal.output) == terminal._output_before_typing or terminal.is_cooked():
                return False
            row, column = terminal.cursor()
            line = terminal._screen.display[row].rstrip()
            return line == prompt.rstrip() and column == len(prompt)

        self.wait_for(is_ready, timeout)

    def wait_for_exit(self, timeout=PATIENCE):
        """Waits until the program has ended and returns its exit status, or minus the signal."""
        self.wait_for(lambda terminal: not terminal._process.isalive(), timeout)
        while self._look(0.01):  # its last words
            pass
        ended_by = self._process.signalstatus
        return self._process.exitstatus if ended_by is None else -ended_by

    def settled(self, quiet=1.0):
        """Returns the screen once nothing has been written for so many seconds: for who writes pages, not for tests."""
        last = time.monotonic()
        while time.monotonic() < last + quiet:
            count = len(self.output)
            self._look(0.05)
            if len(self.output) > count:
                last = time.monotonic()
        return self.screen()

    def close(self):
        """Ends the program, however it takes it."""
        if self._process.isalive():
            self.kill(signal.SIGKILL)
            self._process.wait()
        self._process.close(force=True)

    def _look(self, longest):
        """Waits a moment for output and shows it; false when the program has closed its side."""
        try:
            output = self._process.read_nonblocking(65536, min(longest, 0.01))
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return self._process.isalive()
        self.output += output
        self._stream.feed(output)
        return True
