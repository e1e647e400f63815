"""Every function, every duty, every scoped DocType, every way of asking: `make fuzz`, some hours on a small machine."""

from fanpin_app.tests import matrix
from fanpin_app.tests.fuzz.asking import WAYS
from fanpin_app.tests.fuzz.case import FuzzCase
from fanpin_app.tests.fuzz.endpoints import document_methods, functions


class TestEveryFunction(FuzzCase):
	def test_tells_nothing_and_changes_nothing(self):
		self.ask([*functions(), *document_methods()], matrix.doctypes(), WAYS)
