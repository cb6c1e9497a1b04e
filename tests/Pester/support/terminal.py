"""A terminal made of a pseudo-terminal: runs a program in it and answers its questions as a real terminal would.

terminal.py <capture> <columns> <rows> <program> <argument>...

What the program writes is kept, byte for byte, in the file <capture>. A line "@@name@@" of the program changes who the terminal is:
a name of PERSONAS, at first "silent", which answers nothing.
"""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios

# Question (as a regular expression) to answer.
DA1 = rb"\x1b\[c"
PERSONAS = {
    b"silent": {},
    # A VT100 with advanced video, which knows nothing else.
    b"vt100": {DA1: b"\x1b[?1;2c"},
    b"sixel": {
        DA1: b"\x1b[?62;4;22c",
        rb"\x1b\[>q": b"\x1bP>|foot(1.16.2)\x1b\\",
        rb"\x1b\[16t": b"\x1b[6;20;10t",
        rb"\x1b\[\?1;1;0S": b"\x1b[?1;0;256S",
        rb"\x1b\[\?2;1;0S": b"\x1b[?2;0;400;200S",
    },
    # Sixel with 16 registers and no word about its cells, but the pixels of its window.
    b"vt340": {DA1: b"\x1b[?63;1;2;4c", rb"\x1b\[14t": b"\x1b[4;480;960t", rb"\x1b\[\?1;1;0S": b"\x1b[?1;0;16S"},
    b"kitty": {
        DA1: b"\x1b[?62;c",
        rb"\x1b\[>q": b"\x1bP>|kitty(0.26.5)\x1b\\",
        rb"\x1b\[16t": b"\x1b[6;20;10t",
        rb"\x1b_Gi=31,[^\x1b]*\x1b\\": b"\x1b_Gi=31;OK\x1b\\",
    },
    b"iterm2": {DA1: b"\x1b[?62;4c", rb"\x1b\[>q": b"\x1bP>|iTerm2 3.4.16\x1b\\", rb"\x1b\[16t": b"\x1b[6;20;10t"},
    # tmux with Sixel, which says so whatever the terminal around it can.
    b"tmux": {DA1: b"\x1b[?1;2;4c", rb"\x1b\[>q": b"\x1bP>|tmux 3.4\x1b\\"},
    # Somebody presses Ctrl+C during the question.
    b"interrupted": {rb"\x1b\[16t": b"\x03"},
    # Answers in pieces, amid what somebody types.
    b"slow": {DA1: b"ls\x1b[?6", rb"\x1b\[>q": b"\x1bP>|fo", rb"\x1b\[16t": b"ot(1)\x1b\\"},
}
LATE = {b"slow": b"2;4c"}


def main():
    capture, columns, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(sys.argv[4], sys.argv[4:])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    persona, seen = b"silent", b""
    with open(capture, "wb") as kept:
        while True:
            select.select([terminal], [], [])
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            kept.write(data)
            seen += data
            while True:
                marks = [(m.start(), m, None) for m in [re.search(rb"@@(\w+)@@", seen)] if m]
                for question, answer in PERSONAS[persona].items():
                    found = re.search(question, seen)
                    if found:
                        marks.append((found.start(), found, answer))
                if not marks:
                    break
                _, found, answer = min(marks, key=lambda mark: mark[0])
                seen = seen[found.end():]
                if answer is None:
                    persona = found.group(1)
                    continue
                os.write(terminal, answer)
                if found.re.pattern == DA1 and persona in LATE:
                    select.select([], [], [], 0.05)
                    os.write(terminal, LATE[persona])
            seen = seen[-64:]
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


main()
