"""Lists functions that would reveal a foreign village without the gate: called in process, which the gate
does not check.

	make test TESTS="fanpin_app/tests/fuzz/leaks_without_gate.py -s"

prints them, for an analysis of kinds of leaks; the gate refuses them to users who do not need them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import frappe

from fanpin_app.tests.fuzz import village
from fanpin_app.tests.fuzz.case import FuzzCase
from fanpin_app.tests.fuzz.endpoints import functions
from fanpin_app.tests.fuzz.guesses import arguments
from fanpin_app.tests.support.security import permission_matrix as matrix


@contextmanager
def discard_changes() -> Iterator[None]:
	"""Discard what a function commits with the savepoint around it, and do not let it roll back earlier
	changes."""
	roll_back = frappe.db.rollback

	def to_savepoint(*, save_point: str | None = None, **_others) -> None:
		if save_point:
			roll_back(save_point=save_point)

	with mock.patch.object(frappe.db, "commit"), mock.patch.object(frappe.db, "rollback", to_savepoint):
		yield


class TestWithoutTheGate(FuzzCase):
	callers = ("village",)

	def test_prints_what_leaks(self):
		leaking = set()
		frappe.set_user(self.users["village"])
		for endpoint in functions():
			for doctype in matrix.doctypes() if endpoint.takes_a_doctype else matrix.doctypes()[:1]:
				target = village.target(doctype, village.FOREIGN, self.users["district"])
				with discard_changes():
					text, _error = matrix.call_method(endpoint.name, **arguments(endpoint.parameters, target))
				if village.reveals_foreign(text, repr(target), matrix.doctypes()):
					leaking.add((endpoint.name, doctype))
		print(*sorted(leaking), sep="\n")
