"""The first requests of a process may come at the same moment, each in a thread of its own."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from types import ModuleType
from unittest.mock import patch

from fanpin_app.security.queries import function_guards, patches
from fanpin_app.tests.support.base import TestCase

THREADS = 8
SECONDS = 0.1
MODULE = "zq_guarded_module"


class TestFirstRequests(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.module, self.calls = ModuleType(MODULE), []
		self.module.answer = lambda: 1
		for patched in (
			patch.object(function_guards.importlib, "import_module", self.import_slowly),
			patch.dict(function_guards._guards, {f"{MODULE}.answer": self.guard}),
			patch.object(function_guards, "_installed", set(function_guards._installed)),
		):
			patched.start()
			self.addCleanup(patched.stop)

	def import_slowly(self, name: str) -> ModuleType:
		time.sleep(SECONDS)
		return self.module if name == MODULE else sys.modules[name]

	def guard(self, call: function_guards.Call):
		self.calls.append(call)
		return call.proceed()

	def test_each_is_guarded_and_by_one_guard(self):
		together = Barrier(THREADS)

		def request() -> int:
			together.wait()
			patches.install()
			return self.module.answer()

		with ThreadPoolExecutor(THREADS) as threads:
			answers = [threads.submit(copy_context().run, request) for _number in range(THREADS)]
			self.assertEqual([answer.result() for answer in answers], [1] * THREADS)
		self.assertEqual(len(self.calls), THREADS)
