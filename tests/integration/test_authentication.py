# SPDX-License-Identifier: Apache-2.0
import json

from harness import Case

# CA Gateway's documented ProfilesResponse for one local profile and three synchronised ones.
SAMPLE = r'''
{"message":{"message":"Profiles retrieved successfully.","details":[]},
 "profiles":[
  {"id":"sectigo-profile-1","name":"static-profileA-local","properties":{"cert_type":"60515"},
   "protocols":[],"requestedProperties":[],"subjectAltNameRequirements":[],"subjectVariableRequirements":[]},
  {"id":"60515","name":"profileA",
   "properties":{"cert_type":"60515","description":"",
    "key_type":"{\"EC\":[\"P-256\",\"P-384\",\"P-521\"],\"RSA\":[\"2048\",\"3072\",\"4096\",\"8192\"]}",
    "terms":"[30]","use-secondary-org-name":"false"},
   "protocols":[],"requestedProperties":[],"subjectAltNameRequirements":[],"subjectVariableRequirements":[]},
  {"id":"63999","name":"Sectigo Enterprise Pro - Multi-Domain (OV)",
   "properties":{"cert_type":"63999","description":"",
    "key_type":"{\"EC\":[\"P-256\",\"P-384\"],\"RSA\":[\"2048\",\"4096\",\"8192\"]}",
    "terms":"[47, 200, 365, 397]","use-secondary-org-name":"false"},
   "protocols":[],"requestedProperties":[],"subjectAltNameRequirements":[],"subjectVariableRequirements":[]},
  {"id":"64442","name":"test",
   "properties":{"cert_type":"64442","description":"asdfsadf",
    "key_type":"{\"EC\":[\"P-256\",\"P-384\",\"P-521\"],\"RSA\":[\"2048\",\"3072\",\"4096\",\"8192\"]}",
    "terms":"[30]","use-secondary-org-name":"false"},
   "protocols":[],"requestedProperties":[],"subjectAltNameRequirements":[],"subjectVariableRequirements":[]}],
 "type":"ProfilesResponse"}
'''


class Authentication(Case):
    def check(self, connector, expect=0, **options):
        return self.ctl("check", connector, "--json", expect=expect, **options).json

    def failing_step(self, report):
        failed = [step for step in report["steps"] if step["state"] == "failed"]
        self.assertEqual(len(failed), 1, report)
        return failed[0]

    def test_password(self):
        report = self.check(self.connector())
        self.assertTrue(report["works"])
        names = [step["step"] for step in report["steps"]]
        self.assertEqual(names, ["settings", "stores", "name-lookup", "proxy", "tcp", "tls", "authentication",
                                 "organization", "profiles"])
        self.assertEqual(report["steps"][3]["state"], "skipped")
        self.assertEqual(len(report["chain"]) >= 1, True)

    def test_client_key_store_jks(self):
        stores = self.sandbox.info["clientKeyStore"]
        report = self.check(self.connector("keyStore", client_cert_key_store=stores["jks"], client_cert_key_store_type="JKS"))
        self.assertTrue(report["works"], report)
        for request in self.sandbox.requests():
            self.assertIn("/private/api/", request["target"])

    def test_client_key_store_pkcs12(self):
        stores = self.sandbox.info["clientKeyStore"]
        report = self.check(self.connector("keyStore", client_cert_key_store=stores["pkcs12"],
                                           client_cert_key_store_type="PKCS12"))
        self.assertTrue(report["works"], report)

    def test_trust_store_as_pkcs12(self):
        trust = self.sandbox.info["trustStore"]
        report = self.check(self.connector(ssl_trust_store=trust["pkcs12"], ssl_truststore_type="PKCS12"))
        self.assertTrue(report["works"], report)

    def test_oauth(self):
        report = self.check(self.connector("oauth"))
        self.assertTrue(report["works"], report)
        tokens = [request for request in self.sandbox.requests() if request["method"] == "POST"]
        self.assertEqual(len(tokens), 1, "one token serves every call")

    def test_wrong_password_names_the_setting(self):
        connector = self.connector()
        trust = self.sandbox.credential("ssl-trust-store-password").strip()
        report = self.check(connector, expect=4, credentials=False, secrets=["wrong", trust])
        step = self.failing_step(report)
        self.assertEqual(step["step"], "authentication")
        self.assertIn(step["error"]["setting"], ("login", "login-password"))

    def test_wrong_trust_store_password_names_the_setting(self):
        connector = self.connector()
        login = self.sandbox.credential("sandbox.login-password").strip()
        report = self.check(connector, expect=4, credentials=False, secrets=[login, "wrong"])
        step = self.failing_step(report)
        self.assertEqual(step["step"], "stores")
        self.assertEqual(step["error"]["setting"], "ssl-trust-store-password")

    def test_unknown_organization_lists_those_there_are(self):
        report = self.check(self.connector(org_id=4711), expect=4)
        step = self.failing_step(report)
        self.assertEqual((step["step"], step["error"]["setting"]), ("organization", "org-id"))
        self.assertIn("10001", step["error"]["message"])

    def test_organization_without_ssl(self):
        step = self.failing_step(self.check(self.connector(org_id=10003), expect=4))
        self.assertEqual(step["error"]["cause"], "check/organization-without-ssl")

    def test_foreign_certificate_authority_is_not_trusted(self):
        other = self.path("other.pem")
        from harness import run
        run(["openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-keyout", other + ".key", "-out", other, "-subj", "/CN=Another root", "-days", "2"])
        report = self.check(self.connector(ssl_trust_store=other, ssl_truststore_type=None), expect=4)
        step = self.failing_step(report)
        self.assertEqual((step["step"], step["error"]["setting"]), ("tls", "ssl-trust-store"))
        self.assertEqual(self.sandbox.requests(), [], "no header may leave before trust is established")

    def test_nobody_listens(self):
        from harness import free_port
        step = self.failing_step(self.check(self.connector(url=f"https://localhost:{free_port()}/api"), expect=4))
        self.assertEqual((step["step"], step["error"]["setting"]), ("tcp", "url"))

    def test_profiles_are_the_documented_sample(self):
        answer = self.ctl("profiles", self.connector(org_id=10001), "--json")
        got = json.loads(answer.out, object_pairs_hook=list)
        self.assertEqual(got, json.loads(SAMPLE, object_pairs_hook=list), "same members in the same order")


if __name__ == "__main__":
    import unittest
    unittest.main()
