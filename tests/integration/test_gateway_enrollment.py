# SPDX-License-Identifier: Apache-2.0
"""200, 202 and 404, and that nothing is bought twice."""
import base64
import concurrent.futures
import http.client
import json
import pathlib
import re
import socket
import time

from gatewayharness import PASSWORD, Gateway, GatewayCase
from harness import run

PKCS12 = {"format": "PKCS12", "protection": {"type": "PasswordProtection", "password": PASSWORD}}


def keys_waiting(case):
    return int(case.metrics()["gatehouse_keys_waiting"])


class Enrollment(GatewayCase):
    properties = {"enroll-back-off-timer": "1", "enroll-max-back-off-timer": "1", "enroll-max-attempts": "1"}

    def test_issued_in_time_is_200(self):
        answer = self.enroll(self.csr("in-time.example.org"))
        self.assertEqual(answer.status, 200, answer)
        events = [entry["event"] for entry in self.audit() if entry.get("subject") == "CN=in-time.example.org"]
        self.assertEqual(events, ["enroll.requested", "enroll.issued"])

    def test_attempts_used_up_is_202_and_the_two_gets_follow(self):
        csr = self.csr("slow.example.org")
        answer = self.enroll(csr, profile="70010")
        self.assertEqual(answer.status, 202, answer)
        enrollment = answer.json["enrollment"]
        self.assertEqual((answer.json["type"], enrollment["status"]), ("EnrollmentResponse", "ACCEPTED"))
        self.assertNotIn("body", enrollment)
        self.assertTrue(enrollment["id"])
        urls = enrollment["properties"]
        prefix = f"https://localhost:{self.gateway.port}/cagw/v1/certificate-authorities/CA1"
        self.assertEqual(urls["subject-url"], prefix + "/subjects/cn%3Dslow.example.org")
        self.assertEqual(urls["certificate-url"], prefix + "/certificates/{serialNumber}")
        self.assertEqual(answer.headers["Location"], urls["subject-url"])
        waiting = self.get("/CA1/subjects/cn%3Dslow.example.org")
        self.assertEqual(waiting.status, 404)
        self.assertIn(enrollment["id"], waiting.error["details"][0]["message"])
        self.assertEqual(self.get(f"/CA1/enrollments/{enrollment['id']}").status, 202)
        self.approve(answer)
        self.wait_until(lambda: self.get("/CA1/subjects/cn%3Dslow.example.org").status == 200)
        subject = self.get("/CA1/subjects/" + self.quote("CN = SLOW.example.org")).json["subject"]
        serial = subject["certificates"][0]["serialNumber"]
        certificate = self.get(f"/CA1/certificates/{serial}").json["certificate"]
        self.assertEqual(certificate["certificateData"], subject["certificates"][0]["certificateData"])
        self.assertEqual(self.get(f"/CA1/enrollments/{enrollment['id']}").json["enrollment"]["serialNumber"], serial)

    def test_collecting_goes_on_after_202(self):
        answer = self.enroll(self.csr("background.example.org"), profile="70010")
        self.assertEqual(answer.status, 202)
        self.approve(answer)
        self.sandbox.control("DELETE", "/requests")
        self.wait_until(lambda: any("/collect/" in r["target"] for r in self.sandbox.requests()))

    def test_any_other_failure_is_404(self):
        cases = (("70011", "Declined"), ("70013", ""))
        answers = self.together(lambda case: self.enroll(self.csr(f"failed{case[0]}.example.org"), profile=case[0]), cases)
        for (_, word), answer in zip(cases, answers):
            self.assertEqual(answer.status, 404, answer)
            self.assertIn(word, answer.error["message"])
            self.assertTrue(answer.error["additionalProperties"]["order"])

    def test_policy_failures_are_404_with_rule_and_remedy(self):
        for options, cause, words in (
                (dict(csr=self.csr("k.example.org", ("EC", "P-521")), profile="63999"), "policy/key-type", ["P-521", "P-256"]),
                (dict(csr=self.csr("t.example.org"), profile="63999", details={"validityPeriod": "P90D"}), "policy/term", ["90", "47, 200, 365, 397"]),
                (dict(csr=self.csr("s.example.org"), details={"subjectDn": "CN=other.example.org"}), "policy/names", ["CN=other.example.org"]),
                (dict(csr=self.csr("f.example.org"), details={"validityPeriod": "2018-07-06T13:00Z/P30D"}), "policy/term", ["P30D"]),
                (dict(csr=self.csr("u.example.org"), profile="nope"), "profiles/unknown", ["nope"])):
            answer = self.enroll(**options)
            self.assertEqual((answer.status, answer.error["additionalProperties"]["cause"]), (404, cause), answer)
            for word in words:
                self.assertIn(word, answer.error["message"])
        self.assertEqual(self.orders_at_sectigo(), [], "checked before anything is ordered")

    def test_profiles_that_refuse_are_read_anew_but_not_each_time(self):
        def read():
            return sum("/ssl/v1/types" in request["target"] for request in self.sandbox.requests())
        # Another gateway: this one may have read them anew just now.
        gateway = Gateway(self.config, self.credentials, {**self.process_environment(), "GATEHOUSE_HOME": self.path("anew")})
        connection = http.client.HTTPSConnection("localhost", gateway.port, context=self.context(), timeout=60)
        try:
            counts = []
            for profile in ("60515", "nope", "nope"):
                body = {"profileId": profile, "csr": self.one_line(self.csr("anew.example.org"))}
                self.assertEqual(self.post("/CA1/enrollments", body, connection=connection).status, 200 if profile == "60515" else 404)
                counts.append(read())
            self.assertEqual([after - before for before, after in zip(counts, counts[1:])], [1, 0], counts)
        finally:
            connection.close()
            self.assertEqual(gateway.stop(), 0)

    def test_the_ca_out_of_reach_is_404(self):
        # Not an answer that is worth a second try.
        self.sandbox.fault(path="/api/ssl/v1/types*", kind="status", status=401, count=-1)
        self.sandbox.fault(path="/api/ssl/v1/customFields*", kind="status", status=401, count=-1)
        answer = self.enroll(self.csr("down.example.org"))
        self.assertEqual(answer.status, 404, answer)

    def test_the_same_request_again_is_the_first_order(self):
        csr = self.csr("twice.example.org")
        with concurrent.futures.ThreadPoolExecutor() as pool:
            waiting = pool.submit(self.enroll, csr, profile="70010")
            self.wait_until(lambda: self.orders_at_sectigo())
            again = self.enroll(csr, profile="70010")
            first = waiting.result()
        self.assertEqual((first.status, again.status), (202, 202))
        self.assertEqual(first.json["enrollment"]["id"], again.json["enrollment"]["id"])
        self.assertEqual(len(self.orders_at_sectigo()), 1)
        other = self.enroll(csr, profile="70010", client="both")
        self.assertEqual((other.status, other.error["additionalProperties"]["cause"]), (404, "enrollment/already-ordered"))
        self.approve(first)
        self.assertEqual(self.enroll(csr, profile="70010").status, 200)
        self.assertEqual(len(self.orders_at_sectigo()), 1)

    def test_like_requests_at_the_same_moment_are_one_order(self):
        csr = self.csr("race.example.org")
        answers = self.together(lambda _: self.enroll(csr), range(6))
        self.assertEqual({a.status for a in answers}, {200}, answers)
        self.assertEqual(len({a.json["enrollment"]["serialNumber"] for a in answers}), 1)
        self.assertEqual(len(self.orders_at_sectigo()), 1)

    def test_a_pkcs12_that_waited_is_handed_over_to_who_comes_back(self):
        body = {"profileId": "70010", "requiredFormat": PKCS12, "optionalCertificateRequestDetails": {"subjectDn": "CN=key.example.org"}}
        first = self.post("/CA1/enrollments", body)
        self.assertEqual(first.status, 202, first)
        self.approve(first)
        again = self.post("/CA1/enrollments", body)
        self.assertEqual(again.status, 200, again)
        self.assertEqual(again.json["enrollment"]["id"], first.json["enrollment"]["id"])
        file = self.path("key.p12")
        pathlib.Path(file).write_bytes(base64.b64decode(again.json["enrollment"]["body"]))
        run(["openssl", "pkcs12", "-in", file, "-noout", "-passin", "pass:" + PASSWORD])
        self.assertEqual(len(self.orders_at_sectigo()), 1)

    def test_a_pkcs12_stays_until_the_client_has_all_of_it(self):
        body = {"profileId": "60515", "requiredFormat": PKCS12, "optionalCertificateRequestDetails": {"subjectDn": "CN=stalled.example.org"}}
        content = json.dumps(body).encode()
        start = len(self.gateway.lines)
        with socket.socket() as plain:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)  # the answer does not fit into it
            plain.connect(("127.0.0.1", self.gateway.port))
            with self.context().wrap_socket(plain, server_hostname="localhost") as stream:
                stream.sendall(b"POST /cagw/v1/certificate-authorities/CA1/enrollments HTTP/1.1\r\nHost: localhost\r\n"
                               b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(content) + content)
                self.gateway.wait_for(lambda e: e.get("event") == "request" and e["path"].endswith("/enrollments"), start=start)
        self.assertEqual(keys_waiting(self), 1)
        again = self.post("/CA1/enrollments", body)
        self.assertEqual(again.status, 200, again)
        self.wait_until(lambda: keys_waiting(self) == 0)
        self.assertEqual(len(self.orders_at_sectigo()), 1, "the first order's key is handed over")
        self.assertEqual(self.post("/CA1/enrollments", body).status, 200)
        self.assertEqual(len(self.orders_at_sectigo()), 2, "and goes with its delivery")

    def test_a_client_that_leaves_while_waiting_harms_nobody(self):
        csr = self.csr("leaver.example.org")
        body = json.dumps({"profileId": "70010", "csr": self.one_line(csr)})
        start = len(self.gateway.lines)
        connection = self.connect()
        connection.request("POST", "/cagw/v1/certificate-authorities/CA1/enrollments", body, {"Content-Type": "application/json"})
        self.wait_until(lambda: self.orders_at_sectigo())
        connection.close()
        left = self.gateway.wait_for(lambda e: e.get("event") == "request" and e["path"].endswith("/enrollments"), start=start)
        self.assertTrue(left.get("abandoned"), "it was gone before there was an answer")
        self.wait_until(lambda: self.metrics()["gatehouse_requests_in_progress"] == "0")
        again = self.enroll(csr, profile="70010")
        self.assertEqual(again.status, 202, again)
        self.assertEqual(len(self.orders_at_sectigo()), 1)

    def test_malformed_requests_are_400(self):
        for body, target in ((b"{", "body"), (b"[]", "body"), ({}, "profileId"), ({"profileId": "60515"}, "csr"),
                             ({"profileId": "60515", "csr": "AAAA"}, "csr"),
                             ({"profileId": "60515", "requiredFormat": {"format": "JKS"}}, "requiredFormat.format")):
            answer = self.post("/CA1/enrollments", body)
            self.assertEqual((answer.status, answer.error["target"]), (400, target), answer)

    def test_other_media_types_are_415(self):
        answer = self.post("/CA1/enrollments", b"a=b", headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(answer.status, 415)


class Audit(GatewayCase):
    """The audit log knows how an order ended, whoever was there to see it."""
    properties = Enrollment.properties

    def pending(self, name):
        csr = self.csr(name)
        answer = self.enroll(csr, profile="70010")
        self.assertEqual(answer.status, 202, answer)
        return csr, answer.json["enrollment"]["id"], answer

    def events(self, order):
        return [entry["event"] for entry in self.audited(order)]

    def test_an_order_that_is_issued_after_its_202(self):
        csr, order, pending = self.pending("later.example.org")
        self.approve(pending)
        self.wait_until(lambda: "enroll.issued" in self.events(order))
        again = self.enroll(csr, profile="70010")
        self.assertEqual((again.status, again.json["enrollment"]["id"]), (200, order), again)
        issued = [entry for entry in self.audited(order) if entry["event"] == "enroll.issued"]
        self.assertEqual(len(issued), 1, "once, also when the client comes for it")
        self.assertEqual({name: issued[0].get(name) for name in ("client", "ca", "order", "subject", "serialNumber")}, {
            "client": "CN=vault,O=acme,C=de", "ca": "CA1", "order": order, "subject": "CN=later.example.org",
            "serialNumber": again.json["enrollment"]["serialNumber"]})

    def test_an_order_that_is_declined_after_its_202(self):
        _, order, pending = self.pending("never.example.org")
        self.sandbox.control("POST", f"/certificates/{pending.json['enrollment']['properties']['ca-order-id']}", {"status": "Declined"})
        self.wait_until(lambda: "enroll.failed" in self.events(order))
        gone = self.get(f"/CA1/enrollments/{order}")
        self.assertEqual((gone.status, gone.error["additionalProperties"]["order"]), (404, order), gone)
        self.assertEqual(self.events(order), ["enroll.pending", "enroll.failed"])
        failed = self.audited(order)[-1]
        self.assertEqual((failed["client"], failed["ca"], failed["subject"]), ("CN=vault,O=acme,C=de", "CA1", "CN=never.example.org"))
        self.assertIn("Declined", failed["detail"])
        self.assertNotIn("serialNumber", failed)

    def test_an_order_that_ends_while_its_client_waits(self):
        """The end is written once, neither again for each that joined nor by who follows the orders."""
        csr, declined = self.csr("joined.example.org"), self.csr("declined.example.org")
        answers = self.together(lambda asked: self.enroll(asked[0], profile=asked[1]), [(csr, "60515")] * 3 + [(declined, "70011")])
        self.assertEqual([answer.status for answer in answers], [200, 200, 200, 404], answers)
        issued = answers[0].json["enrollment"]
        self.assertEqual(self.enroll(self.csr("after.example.org")).status, 200)  # time for one too many
        self.assertEqual(self.events(answers[3].error["additionalProperties"]["order"]), ["enroll.failed"])
        self.assertEqual({entry["serialNumber"] for entry in self.audited(issued["id"])}, {issued["serialNumber"]})
        self.assertEqual(self.events(issued["id"]).count("enroll.issued"), 1, self.audited(issued["id"]))

    def test_a_revocation_names_the_order(self):
        answer = self.enroll(self.csr("ours.example.org"))
        self.assertEqual(answer.status, 200, answer)
        ours = answer.json["enrollment"]
        known = {event["serialNumber"] for event in self.get("/CA1/certificate-events").json["events"]}
        self.sandbox.control("POST", "/inventory", {"count": 1})
        foreign, = {event["serialNumber"] for event in self.get("/CA1/certificate-events").json["events"]} - known
        for serial, order in ((ours["serialNumber"], ours["id"]), (foreign, None)):
            revoked = self.post(f"/CA1/certificates/{serial}/actions", {"action": {"type": "RevokeAction", "reason": "superseded"}})
            self.assertEqual(revoked.status, 200, revoked)
            entries = [e for e in self.audit() if e.get("serialNumber") == serial and e["event"].startswith("revoke.")]
            self.assertEqual([(e["event"], e.get("order")) for e in entries], [("revoke.requested", order), ("revoke.done", order)])


class Unfetched(GatewayCase):
    """Nobody comes for a PKCS #12."""
    properties = Enrollment.properties

    @classmethod
    def configuration(cls):
        configuration = super().configuration()
        configuration["gatehouse"]["keep-unfetched"] = "2s"
        return configuration

    def test_a_key_that_nobody_fetches_has_an_end(self):
        body = {"profileId": "70010", "requiredFormat": PKCS12, "optionalCertificateRequestDetails": {"subjectDn": "CN=unfetched.example.org"}}
        first = self.post("/CA1/enrollments", body)
        self.assertEqual(first.status, 202, first)
        order = first.json["enrollment"]["id"]
        time.sleep(3)
        self.assertEqual(self.get(f"/CA1/enrollments/{order}").status, 202, "it waits at the CA, however long")
        self.approve(first)
        self.wait_until(lambda: self.get(f"/CA1/enrollments/{order}").status == 404)
        gone = self.get(f"/CA1/enrollments/{order}").error
        self.assertEqual(gone["additionalProperties"], {"cause": "enrollment/key-expired", "order": order})
        for word in ("2 s", "Enroll anew", "revoke"):
            self.assertIn(word, gone["message"])
        self.wait_until(lambda: keys_waiting(self) == 0)
        self.assertEqual([e["event"] for e in self.audit() if e.get("order") == order],
                         ["enroll.pending", "enroll.issued", "remove-key.requested", "remove-key.done"])
        again = self.post("/CA1/enrollments", body)
        self.assertEqual(again.status, 202, again)
        self.assertNotEqual(again.json["enrollment"]["id"], order)


class Vanished(GatewayCase):
    """Clients of which the gateway does not hear any more, and does not know it."""
    properties = {**Enrollment.properties, "enroll-max-attempts": "20"}
    limits = {"idle": "3s"}

    def vanish(self, body):
        """Sends a request and takes in no answer; the connection stays."""
        content = json.dumps(body).encode()
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        plain.connect(("127.0.0.1", self.gateway.port))
        stream = self.context().wrap_socket(plain, server_hostname="localhost")
        self.addCleanup(stream.close)
        stream.sendall(b"POST /cagw/v1/certificate-authorities/CA1/enrollments HTTP/1.1\r\nHost: localhost\r\n"
                       b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(content) + content)
        return stream

    def pkcs12(self, name):
        return {"profileId": "70010", "requiredFormat": PKCS12, "optionalCertificateRequestDetails": {"subjectDn": f"CN={name}.example.org"}}

    def approve_all(self):
        self.wait_until(lambda: any("/collect/" in r["target"] for r in self.sandbox.requests()))
        for number in {found[1] for r in self.sandbox.requests() if (found := re.search(r"/collect/(\d+)", r["target"]))}:
            self.approve_order(number)

    def test_a_request_whose_answer_got_lost_is_answered_again(self):
        body = {"profileId": "60515", "csr": self.one_line(self.csr("lost.example.org")), "includeCa": True,
                "requiredFormat": {"format": "PKCS7", "protection": None}}  # large enough not to fit into what the client takes in
        start = len(self.gateway.lines)
        self.vanish(body)
        self.gateway.wait_for(lambda e: e.get("event") == "request" and e["path"].endswith("/enrollments"), start=start)
        again = self.post("/CA1/enrollments", body)
        self.assertEqual(again.status, 200, again)
        self.assertEqual(len(self.orders_at_sectigo()), 1)
        serial = again.json["enrollment"]["serialNumber"]
        self.assertEqual(self.get(f"/CA1/certificates/{serial}").status, 200)

    def test_a_pkcs12_is_handed_over_to_who_repeats_the_request(self):
        body = self.pkcs12("vanished")
        self.vanish(body)
        self.wait_until(lambda: self.orders_at_sectigo())
        with concurrent.futures.ThreadPoolExecutor() as pool:
            again = pool.submit(self.post, "/CA1/enrollments", body)
            self.wait_until(lambda: b'gatehouse_enrollments_total{ca="CA1",outcome="joined"} 1' in self.manage("/metrics").body)
            self.approve_all()
            answer = again.result()
        self.assertEqual(answer.status, 200, answer)
        file = self.path("vanished.p12")
        pathlib.Path(file).write_bytes(base64.b64decode(answer.json["enrollment"]["body"]))
        run(["openssl", "pkcs12", "-in", file, "-noout", "-passin", "pass:" + PASSWORD])
        self.assertEqual(len(self.orders_at_sectigo()), 1)

    def test_who_both_are_there_get_a_key_each(self):
        body = {**self.pkcs12("both"), "profileId": "60515"}
        answers = self.together(lambda _: self.post("/CA1/enrollments", body), range(3))
        self.assertEqual({a.status for a in answers}, {200}, answers)
        self.assertEqual(len({a.json["enrollment"]["serialNumber"] for a in answers}), 3)
        self.assertEqual(len(self.orders_at_sectigo()), 3)
