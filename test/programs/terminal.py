"""Runs a program on a pseudo-terminal and prints its screen.

Reads one JSON object per line: {"keys": STRING} types; {"until": STRING} waits until the screen shows the string and stops
changing, and prints {"screen": LINES, "seconds": N}; {"end": true} waits until the program exits and prints
{"exit": CODE, ...}.
"""

import codecs, fcntl, json, os, pty, re, select, struct, sys, termios, time, unicodedata

ROWS, COLUMNS = 60, 120
IDLE_SECONDS, TIMEOUT_SECONDS = 0.15, 8
SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b[78=>]|\r\n|[\s\S]")


class Screen:
    def __init__(self):
        self.lines, self.row, self.column = [[]], 0, 0

    def feed(self, text):
        for match in SEQUENCE.finditer(text):
            self.command(match) if match[2] else self.write(match[0])

    def command(self, match):
        numbers = [int(n) if n.isdigit() else 0 for n in match[1].split(";")]
        n = max(numbers[0], 1)
        kind = match[2]
        if kind == "A": self.row = max(0, self.row - n)
        elif kind in "BE": self.move_down(n)
        elif kind == "C": self.column += n
        elif kind == "D": self.column = max(0, self.column - n)
        elif kind == "G": self.column = n - 1
        elif kind == "K": del self.lines[self.row][0 if numbers[0] == 2 else self.column :]
        elif kind == "J":
            del self.lines[self.row][self.column :]
            del self.lines[self.row + 1 :]

    def move_down(self, n=1):
        self.row += n
        while len(self.lines) <= self.row: self.lines.append([])

    def write(self, text):
        if text == "\r\n": self.column = 0; self.move_down()
        elif text == "\n": self.move_down()
        elif text == "\r": self.column = 0
        elif text == "\b": self.column = max(0, self.column - 1)
        elif text >= " " and not text.startswith("\x1b") and unicodedata.category(text[0]) != "Cc":
            line = self.lines[self.row]
            line.extend(" " * (self.column - len(line)))
            line[self.column : self.column + 1] = [text]
            self.column += 1

    def text(self):
        lines = ["".join(line).rstrip() for line in self.lines]
        while lines and lines[-1] == "": lines.pop()
        return lines


def main():
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm", NO_COLOR="1", LANG="C.UTF-8")
        os.execvp(sys.argv[1], sys.argv[1:])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    screen, decoder = Screen(), codecs.getincrementaldecoder("utf8")("replace")

    def read(seconds):
        """Returns whether there was output; None at its end."""
        if not select.select([terminal], [], [], seconds)[0]: return False
        try: data = os.read(terminal, 65536)
        except OSError: return None
        if not data: return None
        screen.feed(decoder.decode(data))
        return True

    def wait_for(wanted, since):
        while time.monotonic() - since < TIMEOUT_SECONDS:
            received = read(IDLE_SECONDS)
            if received is None: return False
            if not received and any(wanted in line for line in screen.text()): return True
        return False

    typed = time.monotonic()
    for line in sys.stdin:
        command = json.loads(line)
        if "keys" in command:
            # Clear the screen: only new output is of interest.
            screen.lines, screen.row, screen.column = [[] for _ in screen.lines], screen.row, screen.column
            typed = time.monotonic()
            os.write(terminal, command["keys"].encode())
        elif "until" in command:
            found = wait_for(command["until"], typed)
            reply = {"found": found, "screen": screen.text(), "seconds": time.monotonic() - typed - IDLE_SECONDS}
            print(json.dumps(reply), flush=True)
        else:
            while read(TIMEOUT_SECONDS): pass
            _, status = os.waitpid(child, 0)
            print(json.dumps({"exit": os.waitstatus_to_exitcode(status), "screen": screen.text()}), flush=True)
            return


main()
