# SPDX-License-Identifier: Apache-2.0
"""What CA Gateway's real clients send, in their order, and the fields that they read."""
import base64
import os
import pathlib
import re
import shutil

from gatewayharness import PASSWORD, GatewayCase
from harness import run

PKI = "/CA1"


class Clients(GatewayCase):
    def certificate(self, body):
        """The subject and the public key of a Base64 DER certificate, read by openssl."""
        der = self.path("read.der")
        pathlib.Path(der).write_bytes(base64.b64decode(body, validate=True))
        return run(["openssl", "x509", "-inform", "DER", "-in", der, "-noout", "-subject", "-pubkey"])

    def public_key(self, csr):
        return run(["openssl", "pkey", "-in", csr + ".key", "-pubout"])

    # Vault: only 200 is success

    def test_vault(self):
        profiles = self.get(f"{PKI}/profiles").json["profiles"]
        self.assertIn("sectigo-profile-1", [p["id"] for p in profiles])
        profile = self.get(f"{PKI}/profiles/sectigo-profile-1").json["profile"]
        self.assertEqual(profile["name"], "static-profileA-local")
        for requirement in profile["subjectVariableRequirements"]:
            self.assertIsInstance(requirement["required"], bool)
        csr = self.csr("vault.example.org")
        answer = self.enroll(csr, subjectVariables=None, subjectAltNames=None, details={"validityPeriod": "PT0M"})
        self.assertEqual(answer.status, 200, answer)
        self.assertIn(self.public_key(csr), self.certificate(answer.json["enrollment"]["body"]))

    def test_vault_issues_pkcs12(self):
        answer = self.post(f"{PKI}/enrollments", {
            "profileId": "70001", "requiredFormat": {"format": "PKCS12", "protection": {"type": "PasswordProtection", "password": PASSWORD}},
            "subjectVariables": [{"type": "cn", "value": "p12.example.org"}], "subjectAltNames": None,
            "optionalCertificateRequestDetails": {"validityPeriod": "PT525600M"}})
        self.assertEqual(answer.status, 200, answer)
        file = self.path("vault.p12")
        pathlib.Path(file).write_bytes(base64.b64decode(answer.json["enrollment"]["body"], validate=True))
        listed = run(["openssl", "pkcs12", "-in", file, "-noenc", "-passin", "pass:" + PASSWORD])
        self.assertIn("PRIVATE KEY", listed)
        self.assertEqual(listed.count("BEGIN CERTIFICATE"), 3, "leaf, issuing CA and root")
        self.assertIn("p12.example.org", re.findall("subject=.*", listed)[0], "the leaf comes first")

    def test_vault_reads_errors(self):
        error = self.enroll(self.csr("no.example.org"), profile="nope").error
        self.assertIn("60515", error["message"])

    # The shell utility: looks at the type only

    def test_shell_utility(self):
        cas = self.get("?%24fields=caList.certificate.certificateData").json
        self.assertEqual([ca["id"] for ca in cas["caList"]], ["CA1"])
        requests = [(name, subject, self.csr(name)) for name, subject in
                    (("shell.example.org", ""), ("bulk.example.org", "CN=bulk.example.org"))]
        answers = self.together(lambda request: self.enroll(
            request[2], form="PEM", details={"subjectDn": request[1], "validityPeriod": "P30D"}, subjectAltNames=[]), requests)
        for (name, _, csr), answer in zip(requests, answers):
            self.assertEqual(answer.json["type"], "EnrollmentResponse", answer)
            file = self.path(name + ".pem")
            pathlib.Path(file).write_text(answer.json["enrollment"]["body"])
            self.assertEqual(run(["openssl", "x509", "-in", file, "-noout", "-pubkey"]), self.public_key(csr))
        cas = self.get("?%24fields=caList.certificate.certificateData").json
        self.assertIn("Issuing CA", self.certificate(cas["caList"][0]["certificate"]["certificateData"]))
        serial = answer.json["enrollment"]["serialNumber"]
        revoked = self.post(f"{PKI}/certificates/{serial}/actions",
                            {"action": {"type": "RevokeAction", "reason": "cessationOfOperation", "issueCrl": "true"}})
        self.assertEqual((revoked.status, revoked.json["type"]), (200, "ActionResponse"))
        dn = self.quote("cn=shell.example.org")
        by_name = self.post(f"{PKI}/subjects/{dn}/actions", {"action": {"type": "RevokeAction", "reason": "superseded", "comment": ""}})
        self.assertEqual(by_name.status, 200, by_name)
        self.assertEqual(self.get(f"{PKI}/subjects/{dn}").json["subject"]["certificates"][0]["status"], "revoked")

    def test_shell_utility_report(self):
        enrolled = self.together(lambda number: self.enroll(self.csr(f"report{number}.example.org")), range(3))
        self.assertEqual([answer.status for answer in enrolled], [200] * 3)
        path = f"{PKI}/certificate-events?preferredPageSize=2&startDate=2000-01-01T00:00:00.00Z"
        events, index = [], ""
        while True:
            page = self.get(path + index).json
            self.assertEqual(page["type"], "CertificateEventsResponse")
            self.assertIsInstance(page["morePages"], bool)
            events += page["events"]
            if not page["morePages"]:
                break
            self.assertEqual(len(page["events"]), 2)
            index = "&nextPageIndex=" + page["nextPageIndex"]
        self.assertGreaterEqual(len(events), 3)
        self.assertEqual(len({(e["serialNumber"], e["action"]) for e in events}), len(events), "each once")
        self.assertTrue(all(e["certificate"] for e in events if e["action"] == "issued"
                            and not any(o["serialNumber"] == e["serialNumber"] and o["action"] == "revoked" for o in events)))

    # Ansible

    def test_ansible(self):
        csr = self.csr("ansible.example.org", ("RSA", "2048"))
        answer = self.enroll(csr, details={"subjectDn": None}, subjectAltNames=[{"type": "dNSName", "value": "alt.ansible.example.org"}])
        enrollment = answer.json["enrollment"]
        self.assertEqual(enrollment["status"], "ACCEPTED")
        start, end = enrollment["validityPeriod"].split("/")
        self.assertTrue(start.endswith("Z") and end.endswith("Z"))
        self.assertIn("message", answer.json["message"])
        serial = enrollment["serialNumber"].upper().lstrip("0")
        got = self.get(f"{PKI}/certificates/{serial}", headers={"Content-Type": "application/json"}).json["certificate"]
        self.assertEqual(got["serialNumber"], enrollment["serialNumber"])
        self.assertEqual(got["status"], "normal")
        self.assertEqual(got["validityPeriod"], enrollment["validityPeriod"])
        self.assertEqual(got["certificateData"], enrollment["body"])
        action = self.post(f"{PKI}/certificates/{serial}/actions", {"action": {"type": "RevokeAction", "reason": "superseded"}}).json
        self.assertEqual(action["action"]["status"], "COMPLETED")
        for kind in ("HoldAction", "UnholdAction"):
            held = self.post(f"{PKI}/certificates/{serial}/actions", {"action": {"type": kind, "reason": "unspecified"}})
            self.assertEqual(held.status, 501)

    # Keyfactor

    def test_keyfactor(self):
        self.assertEqual(self.get(PKI).json["ca"]["id"], "CA1")
        self.assertEqual(self.get(f"{PKI}/profiles/60515").json["profile"]["name"], "profileA")
        csr = self.csr("keyfactor.example.org", ("RSA", "2048"))
        answer = self.post(f"{PKI}/enrollments", {
            "profileId": "60515", "requiredFormat": {"format": "X509"}, "csr": self.one_line(csr), "includeCa": False,
            "subjectVariables": [{"type": "cn", "value": "keyfactor.example.org"}], "properties": {"tracking.requesterName": "KF"}})
        self.assertEqual(answer.status, 200, answer)
        serial = answer.json["enrollment"]["serialNumber"]
        revoked = self.post(f"{PKI}/certificates/{serial}/actions", {"action": {
            "type": "RevokeAction", "reason": "keyCompromise", "comment": "c", "status": "ACCEPTED", "issueCrl": "true", "properties": None}})
        self.assertEqual(revoked.json["action"]["status"], "COMPLETED")
        record = self.get(f"{PKI}/certificates/00{serial.upper()}").json["certificate"]
        self.assertEqual(record["status"], "revoked")
        self.assertEqual(record["revocationInfo"]["reason"], "keyCompromise")
        self.assertRegex(record["revocationInfo"]["revocationDate"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertTrue(record["certificateData"])
        # Its synchronisation: nextPageIndex alone, without the certificates.
        page = self.get(f"{PKI}/certificate-events?%24fields=-events.certificate&startDate=2020-01-01T00:00Z&preferredPageSize=1").json
        seen = list(page["events"])
        while page["morePages"]:
            page = self.get(f"{PKI}/certificate-events?%24fields=-events.certificate&nextPageIndex={page['nextPageIndex']}").json
            seen += page["events"]
        self.assertIn((serial, "revoked"), [(e["serialNumber"], e["action"]) for e in seen])
        self.assertNotIn("certificate", seen[0])
        self.assertTrue(all(isinstance(e["event"], int) for e in seen))

    # SPIRE

    def test_spire(self):
        csr = self.csr("spire.example.org", sans=["alt.spire.example.org"])
        answer = self.enroll(csr, details={"subjectDn": "CN=spire.example.org", "useSANFromCSR": True}, includeCa=True)
        self.assertEqual(answer.status, 200, answer)
        self.assertIn("alt.spire.example.org", run(["openssl", "x509", "-inform", "DER", "-noout", "-text", "-in", self.der(answer)]))
        self.assertEqual(len(answer.json["enrollment"]["chain"]), 2)
        ca = self.get(f"{PKI}?%24fields=ca.certificate%2Cca.chain", headers={"ca-client-id": "x"}).json["ca"]
        names = [self.certificate(c["certificateData"]) for c in [ca["certificate"], *ca["chain"]]]
        roots = [c for c in [ca["certificate"], *ca["chain"]] if self.is_self_signed(c["certificateData"])]
        self.assertEqual(len(roots), 1, names)
        error = self.enroll(csr, details={"validityPeriod": "PT86400S"}).error
        self.assertIn("30", error["message"])

    def test_names_from_the_csr_only_when_wanted(self):
        wanted = [{"type": "dNSName", "value": "wanted.names.example.org"}]
        cases = ((dict(), set()),
                 (dict(details={"useSANFromCSR": False}), set()),
                 (dict(subjectAltNames=wanted), {"wanted.names.example.org"}),
                 (dict(details={"useSANFromCSR": False}, subjectAltNames=wanted), {"wanted.names.example.org"}),
                 (dict(details={"useSANFromCSR": True}, subjectAltNames=wanted), {"wanted.names.example.org", "csr.names.example.org"}))
        csrs = self.csrs("names.example.org", len(cases), sans=["csr.names.example.org"])
        answers = self.together(lambda number: self.enroll(csrs[number], **cases[number][0]), range(len(cases)))
        for (options, expected), answer in zip(cases, answers):
            self.assertEqual(answer.status, 200, answer)
            text = run(["openssl", "x509", "-inform", "DER", "-noout", "-ext", "subjectAltName", "-in", self.der(answer)])
            # Sectigo puts the common name in by itself.
            self.assertEqual(set(re.findall(r"DNS:([^,\s]+)", text)) - {"names.example.org"}, expected, options)

    def der(self, answer):
        file = self.path("answer.der")
        pathlib.Path(file).write_bytes(base64.b64decode(answer.json["enrollment"]["body"]))
        return file

    def is_self_signed(self, data):
        der = self.path("ca.der")
        pathlib.Path(der).write_bytes(base64.b64decode(data))
        text = run(["openssl", "x509", "-inform", "DER", "-in", der, "-noout", "-subject", "-issuer"])
        subject, issuer = text.splitlines()
        return subject.split("=", 1)[1] == issuer.split("=", 1)[1]

    # Tidepool

    def test_tidepool(self):
        csr = self.csr("tidepool.example.org")
        answer = self.enroll(csr, form="PEM", details={"subjectDn": "C=US"})
        body = answer.json
        self.assertEqual(body["type"], "EnrollmentResponse")
        self.assertIn("C=US", body["message"]["details"][0]["message"], "what was not used is said")
        for field in ("id", "serialNumber", "subjectName", "issuerName", "validityPeriod", "status", "body"):
            self.assertTrue(body["enrollment"][field], field)

    # curl, as in the README

    def test_curl_as_in_the_readme(self):
        readme = (pathlib.Path(__file__).parents[2] / "README.md").read_text()
        commands = re.search(r"```\n(\(umask.*?)```", readme, re.S)[1]
        for written, here in (("https://gateway.example.org:8444/", f"https://localhost:{self.gateway.port}/"), ("curl -K", "curl -sS --fail -K"),
                              ("acme-sectigo", "CA1"), ("web-server", "60515"), (":PASSWORD", ":" + PASSWORD)):
            self.assertIn(written, commands)
            commands = commands.replace(written, here)
        shutil.copy(self.pki.pkcs12("vault"), self.path("vault.p12"))
        shutil.copy(self.pki.root, self.path("gateway-root.pem"))
        shutil.copy(self.csr("readme.example.org"), self.path("server.csr"))
        answers = run(["sh", "-e", "-c", commands], cwd=self.home)
        self.assertIn('"CAListResponse"', answers)
        self.assertIn("BEGIN CERTIFICATE", answers)
        self.assertEqual(os.stat(self.path("vault.curl")).st_mode & 0o077, 0)

    def test_renewal(self):
        old = self.enroll(self.csr("renew.example.org")).json["enrollment"]
        csrs = self.csrs("renew.example.org", 2)
        def renew(spelling):
            return self.enroll(csrs.pop(), form="PEM", renewal="true", properties={spelling: old["serialNumber"]})
        for new in self.together(renew, ("RenewalSerialNumber", "renewalSerialNumber")):
            self.assertEqual(new.status, 200, new)
            self.assertNotEqual(new.json["enrollment"]["serialNumber"], old["serialNumber"])
        self.assertEqual(len(self.orders_at_sectigo()), 1, "the others were renewals")
        other = self.enroll(self.csr("other.example.org"), renewal=True, properties={"RenewalSerialNumber": old["serialNumber"]})
        self.assertEqual((other.status, other.error["additionalProperties"]["cause"]), (404, "policy/renewal"))
        names = self.enroll(self.csr("renew.example.org"), renewal=True, properties={"RenewalSerialNumber": old["serialNumber"]},
                            subjectAltNames=[{"type": "dNSName", "value": "more.example.org"}])
        self.assertEqual((names.status, names.error["additionalProperties"]["cause"]), (404, "policy/renewal"), names)
        self.assertIn("more.example.org", names.error["message"])
        missing = self.enroll(self.csr("renew.example.org"), renewal=True, properties={"RenewalSerialNumber": "dead"})
        self.assertEqual(missing.status, 404)
