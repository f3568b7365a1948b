# SPDX-License-Identifier: Apache-2.0
"""The console as the help desk starts it: it looks up, and changes nothing, at Sectigo or here."""
import hashlib
import os
import pathlib
import re

from harness import Case
from realwindow import CARET, Console, Desktop, wait_for

GATEHOUSE = os.environ["GATEHOUSE"]
# The console's own: how the window lies, and what this test keeps of its messages.
MAY_CHANGE = {"config/console.ini", "console.log"}


class ReadOnly(Case):
    def setUp(self):
        super().setUp()
        id = self.connector(enroll_back_off_timer=1, enroll_max_attempts=2)
        self.ctl("enroll", id, "--profile", "60515", "--csr", self.csr("www.example.org"))
        # One that waits, which a console that may change things would take up.
        self.ctl("enroll", id, "--profile", "70010", "--csr", self.csr("waits.example.org"), expect=None)
        self.sandbox.control("DELETE", "/requests")
        self.desktop = self.enterContext(Desktop())

    def console(self):
        return Console(self.desktop, GATEHOUSE, self.home, "--read-only", "--credentials", self.sandbox.info["credentialsDir"])

    def files(self):
        home = pathlib.Path(self.home)
        return {str(file.relative_to(home)): hashlib.sha256(file.read_bytes()).hexdigest()
                for file in home.rglob("*") if file.is_file() and str(file.relative_to(home)) not in MAY_CHANGE}

    def asked(self, pattern):
        return any(re.search(pattern, request["target"]) for request in self.sandbox.requests())

    def windows(self, console):
        return self.desktop.xdotool("search", "--onlyvisible", "--all", "--pid", console.process.pid, "--name", ".").split("\n")

    def assert_does_nothing(self, console, key):
        console.settle()
        title, windows, before = console.title(), self.windows(console), console.rows()
        console.key(key)
        console.settle()
        changed = sum(a != b for a, b in zip(before, console.rows()))
        self.assertLessEqual(changed, CARET, f"{key} changes what is shown")
        self.assertEqual((console.title(), self.windows(console)), (title, windows), key)

    def test_looks_up_and_changes_nothing(self):
        before = self.files()
        with self.console() as console:
            console.type("www.example.org")
            console.key("Return")
            wait_for(lambda: self.asked("commonName=www"), "the lookup")
            wait_for(lambda: self.asked(r"/ssl/v1/\d+$"), "what is known of the one that is found")
            for key in ("ctrl+6", "F5", "ctrl+5", "F5"):
                console.key(key)
                console.settle()
            console.key("ctrl+q")
            console.process.wait(20)
            self.assertEqual(console.process.returncode, 0)
        self.assertEqual({request["method"] for request in self.sandbox.requests()}, {"GET"})
        self.assertEqual(self.files(), before)

    def test_says_so_and_offers_nothing_else(self):
        before = self.files()
        with self.console() as console:
            wait_for(lambda: "sandbox" in console.title(), "the certificate authority in the title")
            with self.subTest("title"):
                self.assertIn("(read-only)", console.title())
            # Enroll, Profiles, Check connection, Settings; a certificate authority, an import.
            for key in ("ctrl+4", "ctrl+3", "ctrl+2", "ctrl+1", "ctrl+n", "ctrl+o"):
                with self.subTest(key):
                    self.assert_does_nothing(console, key)
        self.assertEqual({request["method"] for request in self.sandbox.requests()} - {"GET"}, set())
        self.assertEqual(self.files(), before)


if __name__ == "__main__":
    import unittest
    unittest.main()
