# SPDX-License-Identifier: Apache-2.0
"""./start, on programs that are built already."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from realwindow import Desktop, wait_for

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = os.environ["GATEHOUSE_BUILD"]
# Building is not what is tested, and may not begin here: whatever is asked for is there.
NINJA = """#!/bin/sh
echo "$@" >>"$NINJA_LOG"
echo "ninja: no work to do."
"""


class Start(unittest.TestCase):
    def setUp(self):
        if not shutil.which("dpkg-query"):
            self.skipTest("./start is for Debian")
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.tree, self.home = self.folder / "tree", self.folder / "home"
        for folder in (self.tree / "packaging", self.tree / "build", self.folder / "bin", self.home):
            folder.mkdir(parents=True)
        shutil.copy(TOP / "start", self.tree)
        shutil.copy(TOP / "packaging/packages.txt", self.tree / "packaging")
        shutil.copytree(TOP / "packaging/scripts", self.tree / "packaging/scripts")
        (self.tree / "build/release").symlink_to(BUILD)
        ninja = self.folder / "bin/ninja"
        ninja.write_text(NINJA)
        ninja.chmod(0o755)

    def environment(self, base):
        environment = {name: value for name, value in base.items() if name != "WAYLAND_DISPLAY"}
        return {**environment, "PATH": f"{self.folder}/bin:{environment['PATH']}", "NINJA_LOG": str(self.folder / "ninja.log"),
                "GATEHOUSE_HOME": str(self.home)}

    def built(self):
        return (self.folder / "ninja.log").read_text()

    def test_with_a_display_opens_the_console(self):
        desktop = self.enterContext(Desktop())
        process = subprocess.Popen([self.tree / "start", "--read-only"], env=self.environment(desktop.environment),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            # The script becomes the program, so that both have the same number.
            def title():
                self.assertIsNone(process.poll(), "./start ended")
                window = desktop.xdotool("search", "--onlyvisible", "--all", "--pid", process.pid, "--name", "Gatehouse").split("\n")[0]
                return desktop.xdotool("getwindowname", window) if window else ""
            wait_for(title, "the console's window")
            # What is said to ./start is said to the console.
            self.assertIn("(read-only)", title())
            wait_for(lambda: title() == desktop.active_title(), "the window has the focus")
            desktop.xdotool("key", "--clearmodifiers", "ctrl+q")
            self.assertEqual(process.wait(20), 0)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
        # The console starts the sandbox, so both are needed.
        self.assertIn("gatehouse gatehouse-sandbox", self.built())

    def test_without_a_display_shows_the_main_job(self):
        environment = self.environment({name: value for name, value in os.environ.items() if name != "DISPLAY"})
        done = subprocess.run([self.tree / "start"], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("Everything was written", done.stdout)
        self.assertIn("gatehousectl gatehouse-sandbox", self.built())


if __name__ == "__main__":
    unittest.main()
