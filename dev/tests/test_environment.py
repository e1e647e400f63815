"""The bench's programs run in CI as they do elsewhere."""

import os
from unittest import TestCase


class TestEnvironment(TestCase):
	def test_frappe_does_not_learn_that_it_runs_in_ci(self):
		self.assertNotIn("CI", os.environ)
