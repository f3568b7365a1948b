# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import subprocess

from harness import CTL, Case, run


class Lookup(Case):
    def setUp(self):
        super().setUp()
        self.id = self.connector(enroll_back_off_timer=1, enroll_max_attempts=4)
        self.out = self.path("found.pem")
        csr = self.csr("shop.example.org")
        self.ctl("enroll", self.id, "--profile", "60515", "--csr", csr, "--san", "DNS:store.example.org", "--out", self.out)
        self.serial = run(["openssl", "x509", "-in", self.out, "-noout", "-serial"]).strip().split("=")[1]
        self.subject = run(["openssl", "x509", "-in", self.out, "-noout", "-subject", "-nameopt", "RFC2253"]).strip()[len("subject="):]

    def serials(self, term):
        answer = self.ctl("lookup", self.id, term, "--json").json
        return [match["serialNumber"] for match in answer["matches"]]

    def test_in_any_spelling(self):
        pairs = ":".join(self.serial[i:i + 2] for i in range(0, len(self.serial), 2))
        rdns = self.subject.split(",")
        for term in (self.subject, self.subject.lower(), ", ".join(rdns), ",".join(reversed(rdns)),
                     "/" + "/".join(reversed(rdns)), "CN=shop.example.org", self.serial, self.serial.lower(), pairs,
                     "0x" + self.serial, "00" + self.serial, f"dec:{int(self.serial, 16)}", "shop.example.org", "SHOP.example.org",
                     "store.example.org"):
            with self.subTest(term=term):
                self.assertIn(self.serial.lower(), self.serials(term))

    def test_a_host_finds_the_wildcard_that_covers_it(self):
        issued = {}
        for name in ("www.covered.example.org", "*.covered.example.org"):
            issued[name] = self.path(f"issued{len(issued)}.pem")
            self.ctl("enroll", self.id, "--profile", "60515", "--csr", self.csr(name), "--out", issued[name])
        answer = self.ctl("lookup", self.id, "www.covered.example.org", "--json").json
        self.assertEqual([(match["commonName"], match["coversOnly"]) for match in answer["matches"]],
                         [("www.covered.example.org", False), ("*.covered.example.org", True)])
        for host, expected in (("www.covered.example.org", "www.covered.example.org"),
                               ("api.covered.example.org", "*.covered.example.org")):
            with self.subTest(host=host):
                out = self.path(f"found-{host}.pem")
                told = self.ctl("lookup", self.id, host, "--out", out).out
                self.assertIn(f"covers         {host} by a wildcard", told)
                self.assertEqual(pathlib.Path(out).read_text(), pathlib.Path(issued[expected]).read_text())

    def test_pasted_certificate(self):
        with open(self.out) as pem:
            done = subprocess.run([CTL, "lookup", self.id, "-", "--json", "--credentials", self.sandbox.info["credentialsDir"]],
                                  stdin=pem, capture_output=True, text=True, env=self.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["matches"][0]["serialNumber"], self.serial.lower())

    def test_not_found_says_how_it_was_understood(self):
        result = self.ctl("lookup", self.id, "CN=nobody.example.org", expect=4)
        self.assertIn("nobody.example.org", result.err)

    def test_nonsense_lists_what_can_be_entered(self):
        result = self.ctl("lookup", self.id, "???", expect=2)
        self.assertIn("serial number", result.err.lower())
