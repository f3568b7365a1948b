# SPDX-License-Identifier: Apache-2.0
from harness import Case


class BackOff(Case):
    """The waits as the CA sees them: min(timer^attempt, cap) seconds between the order and each collect."""

    def waits(self, **settings):
        connector = self.connector(**{"enroll_" + key: value for key, value in settings.items()})
        csr = self.csr("backoff.example.org")
        self.ctl("enroll", connector, "--profile", "70012", "--csr", csr, expect=3)
        times = []
        for request in self.sandbox.requests():
            if request["target"].rstrip("/").endswith("/enroll") or "/collect/" in request["target"]:
                times.append(request["ms"])
        return [(after - before) / 1000 for before, after in zip(times, times[1:])]

    def assert_waits(self, got, wanted):
        self.assertEqual(len(got), len(wanted), got)
        for seconds, due in zip(got, wanted):
            # Never early; late by no more than answers and a busy machine account for.
            self.assertGreaterEqual(seconds, due - 0.05, got)
            self.assertLess(seconds, due + 0.9, got)

    def test_base_2(self):
        self.assert_waits(self.waits(back_off_timer=2, max_back_off_timer=32, max_attempts=3), [2, 4, 8])

    def test_base_3_with_cap(self):
        self.assert_waits(self.waits(back_off_timer=3, max_back_off_timer=5, max_attempts=3), [3, 5, 5])

    def test_base_1_never_grows(self):
        self.assert_waits(self.waits(back_off_timer=1, max_back_off_timer=32, max_attempts=4), [1, 1, 1, 1])

    def test_one_attempt(self):
        self.assert_waits(self.waits(back_off_timer=2, max_back_off_timer=32, max_attempts=1), [2])
