# SPDX-License-Identifier: Apache-2.0
"""2,000 connections on which nobody asks anything and 200 on which somebody asks ever so slowly: everybody else is served as ever."""
import concurrent.futures
import contextlib
import http.client
import resource
import socket
import ssl
import threading
import unittest

from gatewayharness import GatewayCase

IDLE = 2000
SLOW = 200
NEEDED_DESCRIPTORS = 3000


def raise_descriptor_limit():
    """For us and the gateway, which inherits it; false when the system does not allow it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < NEEDED_DESCRIPTORS:
        return False
    soft = 65536 if most == resource.RLIM_INFINITY else most
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, most))
    return True


class Load(GatewayCase):
    limits = {"connections": 4096, "idle": "170s", "request-time": "8s", "handshake-time": "60s"}

    @classmethod
    def setUpClass(cls):
        if not raise_descriptor_limit():
            raise unittest.SkipTest("this system allows too few open files: raise the hard limit of ulimit -n to 3000")
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
        statuses = [self.get("/CA1/profiles", connection=connection).status for _ in range(25)]
        connection.close()
        statuses += [self.get("/CA1").status for _ in range(5)]
        if number == 0:
            statuses.append(self.enroll(self.csr("amid.example.org")).status)
        return statuses

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
            for statuses in self.together(self.ask_as_ever, range(4)):
                self.assertEqual(set(statuses), {200}, statuses)
            # The slow are told so when their time is over; what is idle may still ask.
            self.assertEqual({self.refusal(stream) for stream in slow}, {b"408"})
            for stream in idle[::40]:
                stream.sendall(b"GET /cagw/v1/certificate-authorities HTTP/1.1\r\nHost: localhost\r\n\r\n")
                self.assertEqual(stream.recv(4096).split(b" ", 2)[1], b"200")
        self.wait_until(lambda: self.connections() == 0, 60)
