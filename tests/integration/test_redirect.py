# SPDX-License-Identifier: Apache-2.0
import os

from harness import Case, Sandbox


class Redirect(Case):
    def test_no_request_reaches_the_second_host(self):
        folder = os.path.join(self.folder, "second")
        os.mkdir(folder)
        second = Sandbox(folder)
        self.addCleanup(second.stop)
        for status in (301, 302, 303, 307, 308):
            with self.subTest(status=status):
                self.sandbox.fault(path="/api/*", kind="redirect", status=status, count=1,
                                   location=second.info["url"] + "/ssl/v1/types?stolen=1")
                result = self.ctl("profiles", self.connector(), expect=4)
                self.assertIn(f":{second.info['port']}", result.err, "the error shows where it pointed")
        self.assertEqual(second.requests(), [])
