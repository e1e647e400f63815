"""Every function, duty, scoped DocType and call style: `make fuzz`, some hours on a small machine.

`make fuzz PART=2/6` calls only the second sixth of the functions, `FIRST=300` begins with the 300th of them: a run
that was stopped goes on where its last line says. With `EVERY=3`, each caller calls for every third DocType, and the
next caller for the next ones, so that together they call every function for every DocType.
"""

import os

from fanpin_app.tests.fuzz.calls import CALL_STYLES
from fanpin_app.tests.fuzz.case import FuzzCase
from fanpin_app.tests.fuzz.endpoints import document_methods, functions
from fanpin_app.tests.support.security import permission_matrix as matrix


class TestEveryFunction(FuzzCase):
	def test_reveals_nothing_and_changes_nothing(self):
		part, parts = map(int, (os.environ.get("PART") or "1/1").split("/"))
		first = int(os.environ.get("FIRST") or 1)
		endpoints = [*functions(), *document_methods()]
		self.run_fuzz(
			endpoints[part - 1 :: parts][first - 1 :],
			matrix.doctypes(),
			CALL_STYLES,
			every=int(os.environ.get("EVERY") or 1),
		)
