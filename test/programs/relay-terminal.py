"""Runs a program on a pseudo-terminal of COLUMNS × ROWS, and relays what it writes to stdout, unchanged.

Reads one JSON object per line: {"keys": STRING} types; {"size": [COLUMNS, ROWS]} resizes; {"signal": NUMBER} sends a signal to
the program. Exits with the program's exit code, or 128 and the number of its signal. After the output, it writes the terminal's
modes as JSON to stderr: whether it echoes, and whether it is in canonical mode.
"""

import fcntl, json, os, pty, select, struct, sys, termios


def main():
    columns, rows = int(sys.argv[1]), int(sys.argv[2])
    # Another reader of the terminal keeps it open after the program has exited.
    terminal, slave = pty.openpty()
    resize(terminal, columns, rows)
    child = os.fork()
    if child == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for descriptor in range(3): os.dup2(slave, descriptor)
        os.execvp(sys.argv[3], sys.argv[3:])
    pending = b""
    while True:
        readable, _, _ = select.select([terminal, 0], [], [], 0.05)
        if terminal in readable: os.write(1, os.read(terminal, 65536))
        if 0 in readable:
            data = os.read(0, 65536)
            if not data: os.kill(child, 9); sys.exit(137)
            *lines, pending = (pending + data).split(b"\n")
            for line in lines: handle(json.loads(line), terminal, child)
        if readable: continue
        done, status = os.waitpid(child, os.WNOHANG)
        if done == 0: continue
        local = termios.tcgetattr(slave)[3]
        modes = {"echo": bool(local & termios.ECHO), "canonical": bool(local & termios.ICANON)}
        print(json.dumps(modes), file=sys.stderr, flush=True)
        code = os.waitstatus_to_exitcode(status)
        sys.exit(code if code >= 0 else 128 - code)


def handle(command, terminal, child):
    if "keys" in command: os.write(terminal, command["keys"].encode())
    elif "size" in command: resize(terminal, *command["size"])
    else: os.kill(child, command["signal"])


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


main()
