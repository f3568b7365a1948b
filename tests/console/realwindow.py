# SPDX-License-Identifier: Apache-2.0
"""The real console in a real window: an X server and a window manager of our own, real key and mouse events by xdotool."""
import json
import os
import pathlib
import ssl
import subprocess
import time
import urllib.request

PATIENCE = 60
CARET = 20  # rows of pixels
CALM = 3  # looks in a row
BUTTON = 50  # columns: no button is narrower
INSIDE = 10  # rows from a button's lower edge into it


def wait_for(condition, what, seconds=PATIENCE):
    """The first true answer of `condition`; asked often, because nothing else tells when a window has changed."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


class Desktop:
    """An X server with a window manager. Used by `with`."""

    def __init__(self, size="1400x1000"):
        self.size = size
        self.processes = []

    def __enter__(self):
        reading, writing = os.pipe()
        self.start(["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{self.size}x24", "-nolisten", "tcp",
                    "-noreset"], pass_fds=[writing])
        os.close(writing)
        with open(reading) as number:
            self.display = ":" + number.readline().strip()
        self.environment = {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        self.environment.pop("WAYLAND_DISPLAY", None)
        # No session bus: no key chain and no notification service of whoever runs this.
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
        try:
            self.start(["openbox", "--sm-disable"], env=self.environment)
            wait_for(lambda: self.xdotool("get_desktop"), "the window manager answers")
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *reason):
        for process in reversed(self.processes):
            process.terminate()
            process.wait(20)

    def start(self, command, **options):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **options)
        self.processes.append(process)
        return process

    def xdotool(self, *arguments):
        done = subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True)
        return done.stdout.strip() if done.returncode == 0 else ""

    def active_title(self):
        return self.xdotool("getactivewindow", "getwindowname")


class Console:
    """The program, in a home folder. Used by `with`."""

    def __init__(self, desktop, program, home, *options):
        self.desktop, self.program, self.home, self.options = desktop, program, pathlib.Path(home), options
        self.context = None

    def __enter__(self):
        environment = {**self.desktop.environment, "GATEHOUSE_HOME": str(self.home)}
        self.log = open(self.home / "console.log", "ab")
        self.process = subprocess.Popen([self.program, *self.options], env=environment, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log)
        try:
            self.window = wait_for(self.find_window, "a window")
            wait_for(self.desktop.active_title, "the window has the focus")
        except AssertionError:
            self.__exit__()
            raise
        return self

    def find_window(self):
        if self.process.poll() is not None:
            raise AssertionError((self.home / "console.log").read_text())
        return self.desktop.xdotool("search", "--onlyvisible", "--all", "--pid", self.process.pid, "--name", "Gatehouse").split("\n")[0]

    def __exit__(self, *reason):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def key(self, *keys):
        for name in keys:
            self.desktop.xdotool("key", "--clearmodifiers", name)

    def press_until(self, condition, what, *keys):
        """Presses these keys, again where the window was not ready for them yet."""
        return self.act_until(condition, what, lambda: self.key(*keys))

    def act_until(self, condition, what, act):
        """Does something, again where the window was not ready for it yet."""
        def try_once():
            self.settle()
            if condition():
                return True
            act()
            deadline = time.monotonic() + PATIENCE / 30
            while time.monotonic() < deadline and not condition():
                time.sleep(0.05)
            return condition()
        return wait_for(try_once, what, 3 * PATIENCE)

    def click_marked(self):
        """A click into the lowest thing outlined in the colour of what has the focus: the button that leads on."""
        self.desktop.xdotool("mousemove", 0, 0)  # what the pointer is over is outlined, too
        self.settle()
        rows = self.rows()
        lowest = next((y for y in reversed(range(len(rows))) if self.longest_run(rows[y])), None)
        if lowest is None:
            return
        run = self.longest_run(rows[lowest])
        middle = (run[0] + run[1]) // 2
        self.desktop.xdotool("mousemove", "--window", self.window, middle, lowest - INSIDE, "click", 1)

    @staticmethod
    def longest_run(row):
        """The first and last column of the longest blue line in this row, if it is as long as a button."""
        best, start = None, None
        for x in range(len(row) // 3 + 1):
            red, green, blue = row[3 * x:3 * x + 3] if 3 * x < len(row) else (0, 0, 0)
            if blue > red + 80 and blue > green + 40:
                start = x if start is None else start
            elif start is not None:
                if x - start >= BUTTON and (best is None or x - start > best[1] - best[0]):
                    best = (start, x - 1)
                start = None
        return best

    def type(self, text):
        self.desktop.xdotool("type", "--clearmodifiers", "--delay", "5", text)

    def rows(self):
        """What the window shows, as one text of bytes a row."""
        done = subprocess.run(["import", "-window", self.window, "-depth", "8", "rgb:-"], env=self.desktop.environment,
                              stdout=subprocess.PIPE, check=True)
        geometry = self.desktop.xdotool("getwindowgeometry", "--shell", self.window)
        width = int(dict(line.split("=") for line in geometry.splitlines())["WIDTH"])
        return [done.stdout[at:at + 3 * width] for at in range(0, len(done.stdout), 3 * width)]

    def settle(self):
        """Waits until nothing changes any more but the blinking caret."""
        former, calm = self.rows(), 0
        deadline = time.monotonic() + PATIENCE
        while calm < CALM and time.monotonic() < deadline:
            time.sleep(0.3)
            present = self.rows()
            changed = sum(a != b for a, b in zip(former, present))
            calm = calm + 1 if changed <= CARET and len(former) == len(present) else 0
            former = present

    def title(self):
        return self.desktop.xdotool("getwindowname", self.window)

    def connector(self):
        """The sandbox's connector, once the console has made it."""
        file = self.home / "config/connectors/sandbox.json"
        return json.loads(file.read_text()) if file.exists() else None

    def sandbox(self, path):
        """Asks the console's sandbox what happened in it."""
        folder = self.home / "data/sandbox"
        url = self.connector()["properties"]["url"].removesuffix("/api") + "/sandbox" + path
        token = (folder / "credentials/control-token").read_text().strip()
        self.context = self.context or ssl.create_default_context(cafile=str(folder / "stores/trust.pem"))
        request = urllib.request.Request(url, headers={"Authorization": "Bearer " + token})
        with urllib.request.urlopen(request, context=self.context, timeout=PATIENCE) as answer:
            return json.loads(answer.read())

    def has_asked(self, path):
        """Whether the sandbox has been asked for this path."""
        return any(path in request["target"] for request in self.sandbox("/requests"))
