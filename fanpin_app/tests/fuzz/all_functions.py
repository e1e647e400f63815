"""Every function, duty, scoped DocType and call style: `make fuzz`, some hours on a small machine.

`make fuzz PART=2/6` calls only the second sixth of the functions.
"""

import os

from fanpin_app.tests.fuzz.calls import CALL_STYLES
from fanpin_app.tests.fuzz.case import FuzzCase
from fanpin_app.tests.fuzz.endpoints import document_methods, functions
from fanpin_app.tests.support.security import permission_matrix as matrix


class TestEveryFunction(FuzzCase):
	def test_reveals_nothing_and_changes_nothing(self):
		part, parts = map(int, (os.environ.get("PART") or "1/1").split("/"))
		endpoints = [*functions(), *document_methods()]
		self.run_fuzz(endpoints[part - 1 :: parts], matrix.doctypes(), CALL_STYLES)
