# SPDX-License-Identifier: Apache-2.0
"""First start to certificate, by keyboard alone and by mouse, in a real window."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from realwindow import Console, Desktop, wait_for

GATEHOUSE = os.environ["GATEHOUSE"]
GATEHOUSECTL = os.environ["GATEHOUSECTL"]


class FirstStart(unittest.TestCase):
    def orders(self, home):
        done = subprocess.run([GATEHOUSECTL, "orders", "--json"], env={**os.environ, "GATEHOUSE_HOME": home}, stdout=subprocess.PIPE,
                              check=True, text=True)
        return json.loads(done.stdout)

    def test_first_start_to_certificate_by_keyboard_alone(self):
        with tempfile.TemporaryDirectory() as home, Desktop() as desktop, Console(desktop, GATEHOUSE, home) as console:
            self.assertIn("Gatehouse", console.title())
            # The first choice has the focus: the sandbox.
            console.key("Return")
            wait_for(lambda: "sandbox" in console.title(), "the sandbox in the title")
            wait_for(lambda: console.has_asked("/ssl/v1/types"), "the profiles are asked for")

            def state():
                orders = self.orders(home)
                return orders[0]["state"] if orders else None

            # The request and a profile are there: review, then order.
            console.press_until(state, "an order", "Return")
            wait_for(lambda: state() in ("issued", "delivered"), "the certificate")
            self.assertEqual(len(self.orders(home)), 1)

            # "Save certificate" has the focus: its menu, the first entry, the file dialog.
            file = pathlib.Path(home, "www.pem")
            console.press_until(lambda: desktop.active_title() not in ("", console.title()), "the file dialog",
                                "Escape", "Return", "Down", "Return")
            console.type(str(file))
            console.key("Return")
            wait_for(file.exists, "the saved certificate")
            shown = subprocess.run(["openssl", "x509", "-noout", "-subject", "-in", file], stdout=subprocess.PIPE, check=True, text=True)
            self.assertIn("www.example.org", shown.stdout)
            # Closing asks nothing: the order is recorded.
            console.key("ctrl+q")
            console.process.wait(20)
            self.assertEqual(console.process.returncode, 0)
            self.assertEqual(len(self.orders(home)), 1)

    def test_first_start_to_certificate_by_three_clicks(self):
        with tempfile.TemporaryDirectory() as home, Desktop() as desktop, Console(desktop, GATEHOUSE, home, "--appearance", "light") as console:
            console.act_until(lambda: "sandbox" in console.title(), "the sandbox in the title", console.click_marked)
            wait_for(lambda: console.has_asked("/ssl/v1/types"), "the profiles are asked for")
            console.act_until(lambda: self.orders(home), "an order", console.click_marked)
            wait_for(lambda: self.orders(home)[0]["state"] in ("issued", "delivered"), "the certificate")
            self.assertEqual(len(self.orders(home)), 1)


if __name__ == "__main__":
    unittest.main()
