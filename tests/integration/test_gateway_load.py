# SPDX-License-Identifier: Apache-2.0
"""2,000 connections on which nobody asks anything and 200 on which somebody asks ever so slowly: everybody else is served as ever."""
import concurrent.futures
import contextlib
import http.client
import resource
import socket
import ssl
import threading
import time

from gatewayharness import GatewayCase

IDLE = 2000
SLOW = 200
NEEDED_DESCRIPTORS = 3000
LONGEST_ANSWER = 5  # seconds; generous: a busy machine is no failure, somebody who waits for the slow ones is
LONGEST_ENROLLMENT = 15  # of which Sectigo has a second or two


def raise_descriptor_limit():
    """For us and the gateway, which inherits it. Where the hard limit is too low, too, only root may raise it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (65536, most))
        return
    enough = max(most, NEEDED_DESCRIPTORS)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, enough))
    except (OSError, ValueError) as error:
        raise AssertionError(f"at most {most} open files: raise the hard limit of ulimit -n to {NEEDED_DESCRIPTORS}") from error


class Load(GatewayCase):
    limits = {"connections": 4096, "idle": "170s", "request-time": "8s", "handshake-time": "60s"}

    @classmethod
    def setUpClass(cls):
        raise_descriptor_limit()
        super().setUpClass()

    def open(self, context):
        plain = socket.create_connection(("127.0.0.1", self.gateway.port), 60)
        return context.wrap_socket(plain, server_hostname="localhost")

    def open_many(self, count, stack):
        """That many connections, opened a few at a time; each closes with the stack."""
        context = self.context("reader")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            streams = list(pool.map(lambda _: self.open(context), range(count)))
        for stream in streams:
            stack.callback(stream.close)
        return streams

    def send_slowly(self, streams, stop):
        """One octet of a header field that never ends, on each, again and again; those that are refused drop out."""
        open_streams = list(streams)
        for stream in open_streams:
            stream.sendall(b"GET /cagw/v1/certificate-authorities HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        while open_streams and not stop.wait(0.5):
            for stream in list(open_streams):
                try:
                    stream.sendall(b"a")
                except OSError:
                    open_streams.remove(stream)

    def ask_as_ever(self, number):
        """A client with a connection of its own, and one that connects anew for each request."""
        connection = self.connect()
        answers = [self.timed(self.get, "/CA1/profiles", connection=connection) for _ in range(25)]
        connection.close()
        answers += [self.timed(self.get, "/CA1") for _ in range(5)]
        if number == 0:
            status, took = self.timed(self.enroll, self.csr("amid.example.org"))
            self.assertLess(took, LONGEST_ENROLLMENT)
            answers.append((status, 0))
        return answers

    @staticmethod
    def timed(ask, *arguments, **options):
        """Status and seconds."""
        start = time.monotonic()
        status = ask(*arguments, **options).status
        return status, time.monotonic() - start

    def refusal(self, stream):
        stream.settimeout(60)
        received = b""
        with contextlib.suppress(ssl.SSLEOFError, ConnectionResetError):
            while piece := stream.recv(4096):
                received += piece
        return received.split(b" ", 2)[1] if received else b""

    def connections(self):
        context = ssl.create_default_context(cafile=self.pki.root)
        connection = http.client.HTTPSConnection("localhost", self.gateway.management_port, context=context, timeout=60)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        connection.close()
        return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("gatehouse_connections "))

    def test_idle_and_slow_connections_harm_nobody(self):
        stop = threading.Event()
        with contextlib.ExitStack() as stack:
            stack.callback(stop.set)
            idle = self.open_many(IDLE, stack)
            slow = self.open_many(SLOW, stack)
            self.assertGreaterEqual(self.connections(), IDLE + SLOW)
            dripping = threading.Thread(target=self.send_slowly, args=(slow, stop))
            dripping.start()
            stack.callback(dripping.join)
            stack.callback(stop.set)
            for answers in self.together(self.ask_as_ever, range(4)):
                self.assertEqual({status for status, _ in answers}, {200}, answers)
                self.assertLess(max(took for _, took in answers), LONGEST_ANSWER)
            # The slow are told so when their time is over; what is idle may still ask.
            self.assertEqual({self.refusal(stream) for stream in slow}, {b"408"})
            for stream in idle[::40]:
                stream.sendall(b"GET /cagw/v1/certificate-authorities HTTP/1.1\r\nHost: localhost\r\n\r\n")
                self.assertEqual(stream.recv(4096).split(b" ", 2)[1], b"200")
        self.wait_until(lambda: self.connections() == 0, 60)
