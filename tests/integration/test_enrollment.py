# SPDX-License-Identifier: Apache-2.0
import os
import pathlib

from harness import Case, run


class Enrollment(Case):
    def setUp(self):
        super().setUp()
        self.id = self.connector(enroll_back_off_timer=1, enroll_max_attempts=4)

    def enroll_requests(self):
        return [r for r in self.sandbox.requests() if r["method"] == "POST" and r["target"].rstrip("/").endswith("/enroll")]

    def test_pkcs10_is_issued(self):
        csr = self.csr("api.example.org", sans=["api.example.org", "api2.example.org"])
        out = self.path("api.pem")
        result = self.ctl("enroll", self.id, "--profile", "sectigo-profile-1", "--csr", csr, "--out", out, "--json")
        self.assertEqual(result.json["outcome"], "issued")
        text = run(["openssl", "x509", "-in", out, "-noout", "-text"])
        self.assertIn("DNS:api2.example.org", text, "names that stand only in the CSR are spelled out in the order")
        run(["openssl", "verify", "-CAfile", self.sandbox.info["trustStore"]["pem"], "-untrusted", out, out])
        ours = run(["openssl", "pkey", "-in", csr + ".key", "-pubout"])
        self.assertEqual(run(["openssl", "x509", "-in", out, "-noout", "-pubkey"]), ours)
        self.assertEqual(len(self.enroll_requests()), 1)
        self.assertEqual(self.ctl("orders", "--pending", "--json").json, [])

    def test_formats(self):
        csr = self.csr("formats.example.org")
        self.ctl("enroll", self.id, "--profile", "60515", "--csr", csr, "--out", self.path("a.der"), "--format", "der")
        run(["openssl", "x509", "-inform", "DER", "-in", self.path("a.der"), "-noout"])
        self.ctl("lookup", self.id, "formats.example.org", "--out", self.path("a.p7b"), "--format", "p7b")
        listed = run(["openssl", "pkcs7", "-in", self.path("a.p7b"), "-print_certs", "-noout"])
        self.assertGreaterEqual(listed.count("subject="), 2, "with its chain")

    def pkcs12(self, name, *options, password="pä ss-wörd ✓"):
        file = self.path(name + ".p12")
        result = self.ctl("enroll", self.id, "--profile", "70001", "--pkcs12", file, "--subject", f"CN={name}",
                          "--san", f"DNS:alt.{name}", "--json", *options, secrets=[password])
        self.assertEqual(result.json["outcome"], "issued")
        self.assertEqual("Warning: Java does not open" in result.err, not password.isascii(), result.err)
        self.assertEqual(os.stat(file).st_mode & 0o777, 0o600)
        return file

    def test_pkcs12_modern_is_read_by_openssl(self):
        file = self.pkcs12("modern.example.org")
        text = run(["openssl", "pkcs12", "-in", file, "-info", "-noout", "-passin", "pass:pä ss-wörd ✓"])
        self.assertIn("AES-256-CBC", text)
        self.assertIn("sha256", text)
        # JSON order: the profile lists RSA before EC, and the first listed key type is used.
        pem = run(["openssl", "pkcs12", "-in", file, "-nokeys", "-clcerts", "-passin", "pass:pä ss-wörd ✓"])
        self.assertIn("rsaEncryption", run(["openssl", "x509", "-noout", "-text"], input=pem))

    def test_pkcs12_is_read_by_keytool(self):
        # Java takes only ASCII passwords.
        for name, options in (("java.example.org", ()), ("java8.example.org", ("--legacy",))):
            file = self.pkcs12(name, *options, password="ascii only 1")
            listed = run(["keytool", "-list", "-v", "-keystore", file, "-storepass", "ascii only 1"])
            self.assertIn("PrivateKeyEntry", listed)
            self.assertIn("Certificate chain length: 3", listed)

    def test_pkcs12_legacy(self):
        file = self.pkcs12("legacy.example.org", "--legacy")
        text = run(["openssl", "pkcs12", "-legacy", "-in", file, "-info", "-noout", "-passin", "pass:pä ss-wörd ✓"])
        self.assertIn("pbeWithSHA1And3-KeyTripleDES-CBC", text)
        self.assertIn("MAC: sha1", text)

    def test_private_key_is_gone_after_delivery(self):
        self.pkcs12("gone.example.org")
        orders = self.ctl("orders", "--json").json
        self.assertEqual(orders[0]["state"], "delivered")

    def test_pending_then_found_then_resumed(self):
        file = self.path("wait.p12")
        result = self.ctl("enroll", self.id, "--profile", "70010", "--pkcs12", file, "--subject", "CN=wait.example.org",
                          "--json", secrets=["pass word"], expect=3)
        order = result.json["order"]
        self.assertEqual((result.json["outcome"], order["state"]), ("pending", "waiting"))
        self.assertFalse(os.path.exists(file))
        self.assertEqual([o["id"] for o in self.ctl("orders", "--pending", "--json").json], [order["id"]])
        waiting = self.ctl("lookup", self.id, "CN=wait.example.org", "--json", expect=3).json
        self.assertEqual(waiting["pending"][0]["id"], order["id"])
        self.sandbox.control("POST", f"/certificates/{order['sslId']}", {"status": "Issued"})
        found = self.ctl("lookup", self.id, "cn = WAIT.example.org", "--json").json
        self.assertEqual(found["matches"][0]["order"]["id"], order["id"])
        self.ctl("orders", "resume", order["id"][:8], "--pkcs12", file, secrets=["pass word"])
        run(["openssl", "pkcs12", "-in", file, "-noout", "-passin", "pass:pass word"])
        self.assertEqual(len(self.enroll_requests()), 1, "never ordered twice")

    def test_declined_is_failed(self):
        result = self.ctl("enroll", self.id, "--profile", "70011", "--pkcs12", self.path("x.p12"), "--subject",
                          "CN=declined.example.org", "--json", secrets=["pw"], expect=4)
        self.assertEqual(result.json["outcome"], "failed")
        self.assertIn("declined", result.err.lower())

    def test_rejected_is_failed(self):
        result = self.ctl("enroll", self.id, "--profile", "70013", "--pkcs12", self.path("x.p12"), "--subject",
                          "CN=rejected.example.org", "--json", secrets=["pw"], expect=4)
        self.assertEqual(result.json["outcome"], "failed")

    def policy(self, word, *arguments, secrets=None):
        result = self.ctl("enroll", self.id, *arguments, "--json", expect=4, secrets=secrets)
        self.assertEqual(result.json["error"]["cause"], word, result)
        self.assertEqual(self.enroll_requests(), [], "checked before anything is ordered")
        return result.json["error"]["message"]

    def test_key_type_that_is_not_listed(self):
        message = self.policy("policy/key-type", "--profile", "63999", "--csr", self.csr("k.example.org", ("EC", "P-521")))
        for allowed in ("P-256", "P-384", "2048", "4096", "8192"):
            self.assertIn(allowed, message)

    def test_term_that_is_not_listed(self):
        message = self.policy("policy/term", "--profile", "63999", "--csr", self.csr("t.example.org"), "--days", "90")
        self.assertIn("47, 200, 365, 397", message)

    def test_first_term_is_used(self):
        csr = self.csr("term.example.org")
        result = self.ctl("enroll", self.id, "--profile", "63999", "--csr", csr, "--json")
        self.assertEqual(result.json["order"]["days"], 47)

    def test_defaults_where_the_profile_lists_nothing(self):
        csr = self.csr("defaults.example.org", ("RSA", "2048"))
        self.assertEqual(self.ctl("enroll", self.id, "--profile", "70002", "--csr", csr, "--dry-run").code, 0)
        self.assertIn("RSA 2048", self.policy("policy/key-type", "--profile", "70003", "--csr", self.csr("no.example.org")))

    def test_tampered_request(self):
        der = self.path("t.der")
        run(["openssl", "req", "-in", self.csr("tamper.example.org"), "-outform", "DER", "-out", der])
        content = bytearray(pathlib.Path(der).read_bytes())
        content[-1] ^= 1
        pathlib.Path(der).write_bytes(content)
        self.policy("policy/signature", "--profile", "60515", "--csr", der)

    def test_mandatory_custom_field(self):
        self.sandbox.control("POST", "/config", {"mandatoryCustomField": "Cost centre"})
        try:
            csr = self.csr("field.example.org")
            message = self.policy("policy/custom-field", "--profile", "60515", "--csr", csr)
            self.assertIn("Cost centre", message)
            self.ctl("enroll", self.id, "--profile", "60515", "--csr", csr, "--field", "Cost centre=4711")
        finally:
            self.sandbox.control("POST", "/config", {"mandatoryCustomField": None})

    def test_same_request_twice(self):
        csr = self.csr("twice.example.org")
        first = self.ctl("enroll", self.id, "--profile", "70010", "--csr", csr, "--json", expect=3).json
        again = self.ctl("enroll", self.id, "--profile", "70010", "--csr", csr, "--json", expect=2)
        self.assertIn(first["order"]["id"], again.json["error"]["message"])
        self.assertEqual(len(self.enroll_requests()), 1)

    def test_lost_answer_is_not_ordered_again(self):
        self.sandbox.fault(path="/api/ssl/v1/enroll", method="POST", kind="cut", bytes=3, count=1)
        csr = self.csr("lost.example.org")
        result = self.ctl("enroll", self.id, "--profile", "60515", "--csr", csr, "--json", expect=None)
        self.assertEqual(len(self.enroll_requests()), 1)
        if result.code != 0:
            self.assertEqual(result.code, 3, result)
            result = self.ctl("orders", "resume", result.json["order"]["id"], "--json")
        self.assertEqual(result.json["outcome"], "issued")
        self.assertEqual(len(self.enroll_requests()), 1)

    def test_wrong_inputs_name_themselves(self):
        for arguments, word in (
                (["--profile", "nope", "--csr", self.csr("p.example.org")], "60515"),
                (["--profile", "60515", "--csr", "/does/not/exist"], "/does/not/exist"),
                (["--profile", "60515"], "--csr"),
                (["--csr", self.csr("q.example.org")], "--profile"),
                (["--profile", "60515", "--csr", self.csr("r.example.org"), "--days", "soon"], "soon"),
                (["--profile", "60515", "--csr", self.csr("s.example.org"), "--san", "IP:999.1.1.1"], "999.1.1.1")):
            result = self.ctl("enroll", self.id, *arguments, expect=None)
            self.assertIn(result.code, (2, 4), result)
            self.assertIn(word, result.err)
        self.assertEqual(self.enroll_requests(), [])
