"""Which functions would tell of a foreign village if the gate were open: called in process, where no gate stands.

	make test TESTS="fanpin_app/tests/fuzz/unguarded.py -s"

prints them. It is for whoever looks for kinds; what it finds is shut for those who do not need it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import frappe

from fanpin_app.tests.fuzz import village
from fanpin_app.tests.fuzz.case import FuzzCase
from fanpin_app.tests.fuzz.endpoints import functions
from fanpin_app.tests.fuzz.guesses import arguments
from fanpin_app.tests.support.security import matrix


@contextmanager
def nothing_is_kept() -> Iterator[None]:
	"""What a function commits goes with the savepoint around it; it does not roll back what is before."""
	roll_back = frappe.db.rollback

	def to_savepoint(*, save_point: str | None = None, **_others) -> None:
		if save_point:
			roll_back(save_point=save_point)

	with mock.patch.object(frappe.db, "commit"), mock.patch.object(frappe.db, "rollback", to_savepoint):
		yield


class TestWithoutTheGate(FuzzCase):
	callers = ("village",)

	def test_prints_what_tells(self):
		telling = set()
		frappe.set_user(self.users["village"])
		for endpoint in functions():
			for doctype in matrix.doctypes() if endpoint.takes_a_doctype else matrix.doctypes()[:1]:
				target = village.target(doctype, village.FOREIGN, self.users["district"])
				with nothing_is_kept():
					text, _error = matrix.answer(endpoint.name, **arguments(endpoint.parameters, target))
				if village.tells_of_it(text, repr(target), matrix.doctypes()):
					telling.add((endpoint.name, doctype))
		print(*sorted(telling), sep="\n")
