# SPDX-License-Identifier: Apache-2.0
"""Start, reload, stop, logs, metrics, limits: what an administrator relies on."""
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import threading
import time

from gatewayharness import GATEWAY, PASSWORD, Gateway, GatewayCase
from harness import run


class Operation(GatewayCase):
    limits = {"requests-per-client": 2, "idle": "5s", "request-time": "1500ms", "connections": 40}
    # What waits is let go by the test; the attempts last for the slowest machine.
    properties = {"enroll-back-off-timer": "1", "enroll-max-back-off-timer": "1", "enroll-max-attempts": "90"}

    def raw(self, data, client="vault", read=True, pause=None):
        """Sends bytes as they are, for as long as the server takes them; everything that comes back until it closes."""
        with self.context(client).wrap_socket(socket.create_connection(("127.0.0.1", self.gateway.port), 20),
                                              server_hostname="localhost") as stream:
            stream.settimeout(20)
            closed = (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError, ssl.SSLZeroReturnError)
            with contextlib.suppress(*closed):  # refused amid of it: the reason has come before
                for piece in data if isinstance(data, list) else [data]:
                    stream.sendall(piece)
                    if pause:
                        time.sleep(pause)
            received = b""
            with contextlib.suppress(*closed):
                while read and (piece := stream.recv(65536)):
                    received += piece
            return received

    def assertRefused(self, received, status):
        head, body = received.split(b"\r\n\r\n", 1)
        self.assertEqual(head.split(b" ", 2)[1], str(status).encode(), received[:300])
        self.assertEqual(json.loads(body)["type"], "ErrorResponse")

    def test_bad_requests_from_the_wire(self):
        base = b"/cagw/v1/certificate-authorities"
        head = b"GET " + base + b" HTTP/1.1\r\nHost: localhost\r\n"
        cases = ((b"NONSENSE\r\n\r\n", 400),
                 (head + b"X: " + b"a" * 17000 + b"\r\n\r\n", 431),
                 (b"POST " + base + b"/CA1/enrollments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n", 413),
                 (b"POST " + base + b"/CA1/enrollments HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", 400),
                 (b"POST " + base + b"/CA1/enrollments HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501))
        # Each is read on for a moment after its refusal: all at once.
        for received, (_, status) in zip(self.together(lambda case: self.raw(case[0]), cases), cases):
            self.assertRefused(received, status)
        self.assertEqual(self.get("/CA1").status, 200)

    def test_a_body_at_the_limit_is_read(self):
        body = json.dumps({"profileId": "p"}).encode()
        body += b" " * (1024 * 1024 - len(body))
        answer = self.post("/CA1/enrollments", body)
        self.assertEqual((answer.status, answer.error["target"]), (400, "csr"))

    def test_slow_and_truncated_senders(self):
        head = b"POST /cagw/v1/certificate-authorities/CA1/enrollments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n"
        start = time.monotonic()
        # One that stops, one that stops in the body, and one that never pauses for long.
        for received in self.together(lambda pieces: self.raw(pieces, pause=0.1),
                                      ([b"GET /cagw/v1/certificate-author"], [head + b"abc"], [head] + [b" "] * 20)):
            self.assertRefused(received, 408)
        self.assertLess(time.monotonic() - start, 15)
        self.raw([head + b"abc"], read=False)
        self.assertEqual(self.get("/CA1").status, 200)

    def test_pipelined_requests_are_answered_in_turn(self):
        one = b"GET /cagw/v1/certificate-authorities/%s HTTP/1.1\r\nHost: localhost\r\n"
        received = self.raw(one % b"CA1" + b"\r\n" + one % b"CA9" + b"\r\n" + one % b"CA1" + b"Connection: close\r\n\r\n")
        statuses = re.findall(rb"HTTP/1\.1 (\d{3}) ", received)
        self.assertEqual(statuses, [b"200", b"404", b"200"])

    def test_idle_connections_end_and_too_many_are_refused(self):
        # None is left of an earlier test, and all are there before the first has been idle for too long.
        self.wait_until(lambda: self.metrics()["gatehouse_connections"] == "0")
        context = self.context()
        idle = [self.connect(context=context) for _ in range(40)]
        try:
            self.together(lambda connection: connection.connect(), idle)
            self.assertEqual(self.metrics()["gatehouse_connections"], "40")
            with self.assertRaises((OSError, http.client.HTTPException)):
                answer = self.get("/CA1")
                self.assertEqual(answer.status, 503)
                raise OSError
            self.wait_until(lambda: self.is_served(), 20)
        finally:
            for connection in idle:
                connection.close()

    def is_served(self):
        try:
            return self.get("/CA1").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def waiting(self, name):
        """An enrollment that waits, in the background."""
        body = json.dumps({"profileId": "70010", "csr": self.one_line(self.csr(name))}).encode()
        result = []

        def run_it():
            result.append(self.request("POST", "/CA1/enrollments", body))
        thread = threading.Thread(target=run_it)
        thread.start()
        return thread, result

    def approve_waiting(self, count):
        """Ends the waits: each order has been asked for by its number."""
        def numbers():
            return {found[1] for r in self.sandbox.requests() if (found := re.search(r"/collect/(\d+)", r["target"]))}
        self.wait_until(lambda: len(numbers()) == count)
        for number in numbers():
            self.approve_order(number)

    def orders_waiting_for_clients(self):
        return int(self.metrics()["gatehouse_requests_in_progress"])

    def test_requests_in_progress_per_client(self):
        waits = [self.waiting(f"busy{i}.example.org") for i in range(2)]
        self.wait_until(lambda: self.orders_waiting_for_clients() == 2)
        refused = self.get("/CA1")
        self.assertEqual((refused.status, refused.headers["Retry-After"]), (429, "1"))
        self.assertEqual(self.get("/CA1", client="both").status, 200)
        self.approve_waiting(2)
        for thread, result in waits:
            thread.join()
            self.assertEqual(result[0].status, 200)

    def test_orders_waiting_are_counted(self):
        self.assertEqual(self.metrics()["gatehouse_orders_waiting"], "0")
        thread, result = self.waiting("counted.example.org")
        self.wait_until(lambda: self.metrics()["gatehouse_orders_waiting"] == "1")
        self.approve_waiting(1)
        thread.join()
        self.assertEqual(result[0].status, 200)
        self.wait_until(lambda: self.metrics()["gatehouse_orders_waiting"] == "0")

    def test_reloads_are_counted(self):
        def counts():
            metrics = self.metrics()
            return int(metrics["gatehouse_reloads_total"]), int(metrics["gatehouse_failed_reloads_total"])
        good, bad = counts()
        self.reload()
        self.assertEqual(counts(), (good + 1, bad))
        wrong = self.configuration()
        wrong["clients"][0]["role"] = "king"
        self.reload(wrong, "reload-refused")
        self.assertEqual(counts(), (good + 1, bad + 1))
        self.reload()
        self.assertEqual(counts(), (good + 2, bad + 1))

    def test_the_audit_log_is_rotated(self):
        def change(name):
            self.assertEqual(self.enroll(self.csr(name), profile="nope").status, 404)
        log, old = pathlib.Path(self.folder, "audit.jsonl"), pathlib.Path(self.folder, "audit.jsonl.1")
        change("before.example.org")
        content = log.read_text()
        log.rename(old)
        change("between.example.org")
        self.assertFalse(log.exists(), "until it is told, it writes on into the file that it has open")
        self.assertEqual(len(old.read_text().splitlines()), len(content.splitlines()) + 1)
        content = old.read_text()
        self.reload()
        change("after.example.org")
        self.assertEqual([entry["event"] for entry in self.audit()], ["enroll.refused"])
        self.assertEqual(old.read_text(), content, "and no more to the old one")
        self.assertEqual(log.stat().st_mode & 0o777, 0o640)

    def test_metrics_and_health_on_the_loopback_port(self):
        before = self.metrics().get('gatehouse_requests_total{endpoint="ca",status="200"}', "0")
        self.assertEqual(self.get("/CA1").status, 200)
        metrics = self.metrics()
        self.assertEqual(int(metrics['gatehouse_requests_total{endpoint="ca",status="200"}']), int(before) + 1)
        self.assertEqual(metrics["gatehouse_ready"], "1")
        self.assertGreater(int(metrics["gatehouse_server_certificate_expiry_seconds"]), time.time())

    def test_log_lines_are_json_with_client_and_status(self):
        self.get("/CA9")
        line = self.gateway.wait_for(lambda e: e.get("event") == "request" and e["path"].endswith("/CA9"))
        self.assertEqual((line["status"], line["client"], line["level"]), (404, "CN=vault,O=acme,C=de", "info"), "the name as configured")
        self.assertTrue(all("time" in e for e in self.gateway.lines))

    def test_nothing_secret_in_log_and_audit(self):
        password = "unmistakable-password-of-a-client"
        self.post("/CA1/enrollments", {"profileId": "60515", "requiredFormat": {
            "format": "PKCS12", "protection": {"type": "PasswordProtection", "password": password}}, "subjectVariables": [{"type": "cn", "value": "s.example.org"}]})
        self.assertIn("enroll.requested", [e["event"] for e in self.audit()])
        secrets = [file.read_text().strip() for file in pathlib.Path(self.credentials).iterdir() if "password" in file.name]
        self.assertGreater(len(secrets), 1)
        for text in (json.dumps(self.gateway.lines), json.dumps(self.audit())):
            self.assertNotIn(password, text)
            for secret in secrets:
                self.assertNotIn(secret, text)

    def test_reload_takes_over_and_keeps_connections(self):
        changed = self.configuration()
        changed["clients"].append({"subject-dn": "CN=stranger", "tenant-id": "t2", "role": "read-only-tenant"})
        changed["clients"][0]["role"] = "read-only-tenant"
        self.pki.issue("server", "/CN=localhost/O=Renewed", "subjectAltName=DNS:localhost")
        self.pki.pkcs12("server")
        thread, result = self.waiting("over-the-reload.example.org")
        self.wait_until(lambda: self.orders_waiting_for_clients() == 1)
        kept = self.connect("both")  # last of all, as idle connections end
        self.assertEqual(self.get("/CA1", connection=kept).status, 200)
        try:
            self.reload(changed)
            self.assertEqual(self.get("/CA1", connection=kept).status, 200, "the same connection")
            self.assertEqual(self.get("/abc123~def456", client="stranger").status, 200)
            self.assertEqual(self.post("/CA1/enrollments", {}).status, 403)
            fresh = self.connect()
            fresh.connect()
            self.assertIn("Renewed", str(fresh.sock.getpeercert()["subject"]))
            fresh.close()
            wrong = self.configuration()
            wrong["clients"][1]["role"] = "king"
            wrong["server"]["port"] = 1
            self.reload(wrong, "reload-refused")
            self.assertEqual(self.get("/abc123~def456", client="stranger").status, 200, "nothing changed")
            self.approve_waiting(1)
            thread.join()
            self.assertEqual(result[0].status, 200)
        finally:
            kept.close()
            self.reload()

    def test_a_refused_reload_changes_nothing(self):
        """However late what refuses it is found."""
        changed = self.configuration()
        changed["clients"].append({"subject-dn": "CN=stranger", "tenant-id": "t2"})
        changed["gatehouse"]["audit-log"] = self.path("other-audit.jsonl")
        changed["managed-cas"][0]["profiles"] = []
        changed["managed-cas"].append(self.ca("blocked"))
        # Found last of all: a connector that cannot be written.
        blocked = pathlib.Path(self.state, "data/gateway/connectors/blocked.json")
        blocked.mkdir()
        try:
            self.reload(changed, "reload-refused")
            self.assert_as_before()
        finally:
            blocked.rmdir()
        # A key that TLS cannot use.
        del changed["managed-cas"][-1]
        run(["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2", "-keyout", self.pki.path("edwards.key"),
             "-out", self.pki.path("edwards.pem"), "-subj", "/CN=localhost"])
        self.pki.pkcs12("edwards")
        changed["server"]["ssl"]["key-store"] = self.pki.path("edwards.p12")
        self.reload(changed, "reload-refused")
        self.assert_as_before()
        self.reload()

    def assert_as_before(self):
        self.assertEqual(self.get("/CA1/profiles/sectigo-profile-1").status, 200, "the CA's profiles")
        self.assertEqual(self.get("", client="both").json["caList"][-1]["id"], "abc123~def456", "the CAs")
        self.assertEqual(self.get("", client="stranger").status, 401, "the clients")
        count = len(self.audit())
        self.post("/CA1/enrollments", {"profileId": "nope", "csr": self.one_line(self.csr("audit.example.org"))})
        self.assertEqual(len(self.audit()), count + 1, "the audit log")


class StartAndStop(GatewayCase):
    properties = Operation.properties

    def check_config(self, configuration):
        file = self.path("check.yml")
        pathlib.Path(file).write_text(json.dumps(configuration, indent=1))
        return subprocess.run([GATEWAY, "--config", file, "--credentials", self.credentials, "--check-config"],
                              capture_output=True, text=True, env=self.process_environment(), timeout=60)

    def test_check_config_says_all_at_once(self):
        good = self.check_config(self.configuration())
        self.assertEqual(good.returncode, 0, good.stderr)
        self.assertIn("CA1, abc123~def456", good.stdout)
        wrong = self.configuration()
        wrong["server"]["ssl"]["trust-store"] = "/does/not/exist"
        wrong["gatehouse"]["limits"] = {"body": "huge"}
        wrong["clients"][0]["tenant-id"] = "nobody"
        del wrong["managed-cas"][1]["properties"]["customer-uri"]
        bad = self.check_config(wrong)
        self.assertEqual(bad.returncode, 2)
        for word in ("server.ssl.trust-store", "gatehouse.limits.body", "clients[1].tenant-id", "managed-cas.abc123~def456.customer-uri"):
            self.assertIn(word, bad.stderr)
        self.assertEqual(len(bad.stderr.strip().splitlines()), 4, bad.stderr)

    def test_check_config_finds_places_that_cannot_be_written(self):
        # Below a file nobody can make anything, whoever runs this.
        wrong = self.configuration()
        wrong["gatehouse"].update({"home": os.path.join(self.config, "home"), "audit-log": os.path.join(self.config, "audit.jsonl")})
        bad = self.check_config(wrong)
        self.assertEqual(bad.returncode, 2)
        for word in ("gatehouse.home: Orders cannot be kept", "gatehouse.audit-log: The audit log cannot be written"):
            self.assertIn(word, bad.stderr)
        new = self.configuration()
        new["gatehouse"].update({"home": self.path("not/yet/there"), "audit-log": self.path("audit-of-a-check.jsonl")})
        good = self.check_config(new)
        self.assertEqual((good.returncode, os.path.exists(self.path("not")), os.path.exists(self.path("audit-of-a-check.jsonl"))), (0, False, False))
        self.assertNotIn("gatehouse.order-key", good.stderr)
        key = pathlib.Path(self.credentials, "gatehouse.order-key")
        kept = key.read_text()
        key.unlink()
        self.addCleanup(self.secret, "gatehouse.order-key", kept)
        without = self.check_config(self.configuration())
        self.assertEqual(without.returncode, 0)
        self.assertIn("gatehouse.order-key", without.stderr)

    def test_pem_files_for_tls(self):
        pem = self.configuration()
        key = self.pki.path("server.key")
        pem["server"]["ssl"] = {"certificate": self.pki.path("server.pem"), "certificate-private-key": key, "trust-certificate": self.pki.root}
        self.assertEqual(self.check_config(pem).returncode, 0)
        sealed, old = self.path("sealed.key"), self.path("old.key")
        run(["openssl", "pkcs8", "-topk8", "-in", key, "-out", sealed, "-passout", "pass:" + PASSWORD])
        run(["openssl", "ec", "-in", key, "-out", old])
        self.secret("gatehouse.certificate-private-key-password", PASSWORD)
        for file, said in ((sealed, None), (self.pki.path("root.key"), "does not belong"), (old, "openssl pkcs8 -topk8"), ("/nowhere", "/nowhere")):
            pem["server"]["ssl"]["certificate-private-key"] = file
            checked = self.check_config(pem)
            self.assertEqual(checked.returncode, 2 if said else 0, checked.stderr)
            self.assertIn(said or "", checked.stderr)

    def test_the_example_is_only_short_of_its_files(self):
        example = pathlib.Path(__file__).parents[2] / "packaging/examples/gateway.yml"
        done = subprocess.run([GATEWAY, "--config", example, "--credentials", self.credentials, "--check-config"],
                              capture_output=True, text=True, timeout=60,
                              env={**self.process_environment(), "CREDENTIALS_DIRECTORY": self.credentials})
        for line in done.stderr.strip().splitlines():
            self.assertRegex(line, r"key-store|trust-store|Note:")

    def test_stop_answers_who_waits_and_the_next_start_goes_on(self):
        body = {"profileId": "70010", "csr": self.one_line(self.csr("stop.example.org"))}
        result = []
        thread = threading.Thread(target=lambda: result.append(self.post("/CA1/enrollments", body)))
        thread.start()
        self.wait_until(lambda: self.orders_at_sectigo())
        type(self).gateway.process.send_signal(signal.SIGTERM)
        thread.join(30)
        self.assertEqual(result[0].status, 202, "finishes what runs")
        self.assertEqual(self.gateway.stop(), 0, self.gateway.lines[-20:])
        self.approve(result[0])
        type(self).gateway = Gateway(self.config, self.credentials, self.process_environment())
        self.wait_until(lambda: self.get("/CA1/subjects/cn%3Dstop.example.org").status == 200)
        again = self.post("/CA1/enrollments", body)
        self.assertEqual(again.json["enrollment"]["id"], result[0].json["enrollment"]["id"])
        self.assertEqual(len(self.orders_at_sectigo()), 1)
        events = [entry["event"] for entry in self.audited(again.json["enrollment"]["id"])]
        self.assertEqual((events[0], events.count("enroll.issued")), ("enroll.pending", 1), events)

    def own(self, name, **changes):
        """The file of a gateway of the test's own: with another home and audit log, and `changes` at its top."""
        configuration = self.configuration()
        configuration["gatehouse"].update({"home": self.path(name), "audit-log": self.path(name + ".jsonl")})
        configuration.update(changes)
        file = self.path(name + ".yml")
        pathlib.Path(file).write_text(json.dumps(configuration))
        return file

    def start_own(self, file, **options):
        gateway = Gateway(file, self.credentials, self.process_environment(), **options)
        self.addCleanup(gateway.stop)
        return gateway

    def test_stop_while_an_order_is_on_its_way(self):
        """Sectigo has the order and is slow to say so: in one case it answers before the gateway gives up waiting for that, in the
        other after."""
        cases = ("little", 4000), ("much", 12000)
        gateways, bodies, threads = [], [], []
        def send(gateway, body):
            connection = self.connect(gateway=gateway)
            with contextlib.suppress(OSError, http.client.HTTPException):  # there may be no answer
                self.post("/CA1/enrollments", body, connection=connection)
            connection.close()
        for number, (name, delay) in enumerate(cases):
            gateways.append(self.start_own(self.own(name)))
            bodies.append({"profileId": "60515", "csr": self.one_line(self.csr(name + ".example.org"))})
            self.sandbox.fault(path="/api/ssl/v1/enroll", method="POST", kind="latency", ms=delay, count=1)
            threads.append(threading.Thread(target=send, args=(gateways[-1], bodies[-1])))
            threads[-1].start()
            self.wait_until(lambda: len(self.orders_at_sectigo()) == number + 1)
        start = time.monotonic()
        for gateway in gateways:
            gateway.process.send_signal(signal.SIGTERM)
        for gateway, thread in zip(gateways, threads):
            self.assertEqual(gateway.process.wait(30), 0, gateway.lines[-20:])
            thread.join(30)
            gateway.stop()
            self.assertNotIn("text", {key for line in gateway.lines for key in line}, "nothing but its log")
        self.assertLess(time.monotonic() - start, 20, "the grace, the time to answer and the time to end")
        for (name, _), body in zip(cases, bodies):
            gateway = self.start_own(self.path(name + ".yml"))
            connection = self.connect(gateway=gateway)
            answers = []
            def is_issued():
                answers.append(self.post("/CA1/enrollments", body, connection=connection))
                self.assertIn(answers[-1].status, (200, 202), answers[-1])
                return answers[-1].status == 200
            self.wait_until(is_issued, 40)
            connection.close()
            self.assertEqual(len({answer.json["enrollment"]["id"] for answer in answers}), 1)
            gateway.stop()
        self.assertEqual(len(self.orders_at_sectigo()), 2, "each was looked for, and not ordered again")

    def test_stop_at_once(self):
        """However early the signal comes."""
        file = self.own("early")
        def catches_signals(process):
            """Before that, in the first moments of any program, the signal ends it as it ends all."""
            caught = int(re.search(r"^SigCgt:\s*(\w+)", pathlib.Path(f"/proc/{process.pid}/status").read_text(), re.M)[1], 16)
            return bool(caught >> (signal.SIGTERM - 1) & 1)
        first = Gateway(file, self.credentials, self.process_environment(), ready=False)
        first.process.send_signal(signal.SIGTERM)
        self.assertIn(first.process.wait(30), (0, -signal.SIGTERM), first.lines)
        first.stop()
        for delay in (0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3):
            gateway = Gateway(file, self.credentials, self.process_environment(), ready=False)
            self.wait_until(lambda: catches_signals(gateway.process))
            time.sleep(delay)
            gateway.process.send_signal(signal.SIGTERM)
            self.assertEqual(gateway.process.wait(30), 0, (delay, gateway.lines))
            gateway.stop()
            self.assertEqual([line for line in gateway.lines if line.get("level", "info") != "info" or "text" in line], [], delay)

    def test_requests_and_a_stop_during_a_slow_reload(self):
        """A key whose password costs seconds to try holds nobody up, and the end waits for the reload."""
        sealed = self.path("slow.key")
        run(["openssl", "pkcs8", "-topk8", "-iter", "3000000", "-in", self.pki.path("server.key"), "-out", sealed,
             "-passout", "pass:" + PASSWORD])
        self.secret("gatehouse.certificate-private-key-password", PASSWORD)
        file = self.own("slow")
        configuration = json.loads(pathlib.Path(file).read_text())
        configuration["server"]["ssl"] = {"certificate": self.pki.path("server.pem"), "certificate-private-key": sealed,
                                          "trust-certificate": self.pki.root}
        pathlib.Path(file).write_text(json.dumps(configuration))
        gateway = self.start_own(file)
        connection = self.connect(gateway=gateway)
        self.assertEqual(self.get("/CA1", connection=connection).status, 200)
        start = len(gateway.lines)
        gateway.process.send_signal(signal.SIGHUP)
        self.assertEqual(self.get("/CA1", connection=connection).status, 200)
        self.assertEqual([line["event"] for line in gateway.lines[start:] if line.get("event") == "reloaded"], [],
                         "answered before the reload was over")
        gateway.process.send_signal(signal.SIGHUP)
        gateway.process.send_signal(signal.SIGTERM)
        connection.close()
        self.assertEqual(gateway.process.wait(60), 0, gateway.lines[start:])
        gateway.stop()
        events = [line["event"] for line in gateway.lines[start:] if line.get("event") in ("reloaded", "stopping", "stopped")]
        self.assertEqual(events, ["reloaded", "stopping", "stopped"])

    def test_a_second_signal_hurries_and_does_no_harm(self):
        patient = self.configuration()
        patient["gatehouse"].update({"home": self.path("patient"), "shutdown-grace": "60s", "audit-log": self.path("audit.jsonl")})
        patient["server"]["ssl"] = {"certificate": self.pki.path("server.pem"), "certificate-private-key": self.pki.path("server.key"),
                                    "trust-certificate": self.pki.root}  # Spring's names for PEM files
        file = self.path("patient.yml")
        pathlib.Path(file).write_text(json.dumps(patient))
        gateway = Gateway(file, self.credentials, self.process_environment())
        body = {"profileId": "70010", "csr": self.one_line(self.csr("hurry.example.org"))}
        connection = http.client.HTTPSConnection("localhost", gateway.port, context=self.context(), timeout=60)
        result = []
        thread = threading.Thread(target=lambda: result.append(self.post("/CA1/enrollments", body, connection=connection)))
        thread.start()
        self.wait_until(lambda: self.orders_at_sectigo())
        gateway.process.send_signal(signal.SIGTERM)
        gateway.wait_for(lambda e: e.get("event") == "stopping")
        with self.assertRaises(OSError, msg="it refuses new connections"):
            socket.create_connection(("127.0.0.1", gateway.port), 5).close()
        self.assertEqual(self.manage("/health/readiness", gateway).status, 503, "and says so")
        self.assertEqual(self.manage("/health/liveness", gateway).status, 200)
        end = time.monotonic() + 20
        while gateway.process.poll() is None and time.monotonic() < end:
            gateway.process.send_signal(signal.SIGTERM)
            time.sleep(0.002)
        thread.join()
        connection.close()
        self.assertEqual(result[0].status, 202)
        self.assertEqual(gateway.stop(), 0)

    def test_more_connections_than_the_soft_limit_of_files(self):
        gateway = Gateway(self.config, self.credentials, {**self.process_environment(), "GATEHOUSE_HOME": self.path("other")}, files=64)
        connections = [http.client.HTTPSConnection("localhost", gateway.port, context=self.context(), timeout=10) for _ in range(80)]
        try:
            for connection in connections:
                connection.connect()
            self.assertEqual(self.get("/CA1", connection=connections[-1]).status, 200)
        finally:
            for connection in connections:
                connection.close()
            self.assertEqual(gateway.stop(), 0)

    def test_only_the_loopback_interface_has_the_metrics(self):
        # Another address for everybody else, still one of this machine's own.
        server = {**self.configuration()["server"], "address": "127.0.0.2"}
        gateway = self.start_own(self.own("elsewhere", server=server))
        descriptors = pathlib.Path(f"/proc/{gateway.process.pid}/fd").iterdir()
        inodes = {found[1] for entry in descriptors if (found := re.match(r"socket:\[(\d+)\]", os.readlink(entry)))}
        listening = set()
        for table in ("tcp", "tcp6"):
            for line in pathlib.Path("/proc/net", table).read_text().splitlines()[1:]:
                _, local, _, state, *_, inode = line.split()[:10]
                if state == "0A" and inode in inodes:
                    address, port = local.split(":")
                    listening.add((".".join(str(octet) for octet in reversed(bytes.fromhex(address))), int(port, 16)))
        self.assertEqual(listening, {("127.0.0.2", gateway.port), ("127.0.0.1", gateway.management_port)})
        self.assertIn(b"\ngatehouse_ready 1\n", self.manage("/metrics", gateway).body)

    def test_a_reload_takes_over_a_changed_password(self):
        name = "login-password"
        password = pathlib.Path(self.credentials, name).read_text()
        def status():
            return self.get("/CA1/status").json["status"]
        self.assertEqual((status(), self.enroll(self.csr("right.example.org")).status), ("UP", 200))
        try:
            self.secret(name, "not the password")
            self.assertEqual(status(), "UP", "until it is told")
            self.reload()
            refused = self.enroll(self.csr("wrong.example.org"))
            self.assertEqual(refused.status, 404, refused)
            self.assertIn(refused.error["additionalProperties"]["cause"], ("scm/unknown-user", "scm/login-no-longer-accepted"), refused)
            self.assertIn("password", refused.error["message"])
            self.assertEqual(status(), "DOWN")
        finally:
            self.secret(name, password)
            self.reload()
        self.assertEqual(status(), "UP")
        self.assertEqual(self.enroll(self.csr("wrong.example.org")).status, 200)

    def test_the_consoles_connectors_are_served(self):
        connector = self.connector(enroll_back_off_timer=1, enroll_max_back_off_timer=1, enroll_max_attempts=30)
        console = self.configuration()
        del console["managed-cas"]
        console["gatehouse"].update({"home": self.home, "audit-log": self.path("console.jsonl")})
        console["tenants"] = [{"unique-id": "t1", "name": "One", "ca-id": connector}]
        del console["integrators"]
        console["clients"] = console["clients"][:2]
        file = self.path("console.yml")
        pathlib.Path(file).write_text(json.dumps(console))
        gateway = self.start_own(file)
        connection = self.connect(gateway=gateway)
        self.assertEqual([ca["id"] for ca in self.get("", connection=connection).json["caList"]], [connector])
        profiles = self.get(f"/{connector}/profiles", connection=connection).json["profiles"]
        self.assertIn("60515", [profile["id"] for profile in profiles])
        body = {"profileId": "60515", "csr": self.one_line(self.csr("console.example.org"))}
        answer = self.post(f"/{connector}/enrollments", body, connection=connection)
        self.assertEqual(answer.status, 200, answer)
        connection.close()
        self.assertEqual(gateway.stop(), 0)
        # One home for both: the console and the command line see the order, and the connector is as it was.
        listed = self.ctl("orders", "--json").json
        self.assertEqual([order["id"] for order in listed], [answer.json["enrollment"]["id"]])
        self.assertEqual([one["id"] for one in self.ctl("connector", "list", "--json").json], [connector])

    def test_systemd_is_told(self):
        address = self.path("notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
            listener.bind(address)
            listener.settimeout(30)
            gateway = Gateway(self.config, self.credentials, {**self.process_environment(), "NOTIFY_SOCKET": address,
                                                              "GATEHOUSE_HOME": self.path("other")}, ready=False)
            self.assertEqual(listener.recv(100), b"READY=1")
            gateway.process.send_signal(signal.SIGTERM)
            self.assertEqual(listener.recv(100), b"STOPPING=1")
            self.assertEqual(gateway.process.wait(30), 0)
            gateway.stop()
