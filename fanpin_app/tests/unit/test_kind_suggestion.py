from unittest import TestCase

from fanpin_app.verification.facts.kinds import suggest


class TestSuggestedKind(TestCase):
	def test_formerly_poor_below_the_line_is_unstable(self):
		self.assertEqual(suggest("Formerly Poor", 7999.99, 8000, False), "Unstable Formerly Poor")

	def test_others_below_the_line_are_marginal(self):
		self.assertEqual(suggest("General", 7999.99, 8000, True), "Marginal")

	def test_at_the_line_such_a_risk_is_a_sudden_hardship(self):
		self.assertEqual(suggest("General", 8000, 8000, True), "Sudden Hardship")

	def test_at_the_line_another_risk_suggests_nothing(self):
		self.assertEqual(suggest("Formerly Poor", 8000, 8000, False), "")

	def test_an_unknown_income_suggests_nothing(self):
		self.assertEqual(suggest("Formerly Poor", None, 8000, True), "")

	def test_an_unknown_line_suggests_nothing(self):
		self.assertEqual(suggest("Formerly Poor", 100, None, True), "")
