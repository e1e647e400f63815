"""How much of a password is judged, with which words of the user."""

from unittest.mock import patch

from frappe.core.doctype.user import user
from frappe.utils import password_strength
from zxcvbn import zxcvbn

from fanpin_app.tests.support.base import TestCase


class TestJudgedPasswords(TestCase):
	def judged(self, password: str, **arguments) -> tuple[str, list[str]]:
		"""The password and the words that are passed on for judging."""
		with patch.object(password_strength, "zxcvbn", side_effect=zxcvbn) as judging:
			user.test_password_strength(password, **arguments)
		return judging.call_args.args

	def test_the_beginning_of_a_long_one_is_judged(self):
		password, _words = self.judged("4@8({[<369!1|/1|$5+7%2" * 20)
		self.assertEqual(len(password), 32)

	def test_words_of_the_request_are_limited(self):
		_password, words = self.judged("x", user_data=["w" * 1000] * 1000)
		self.assertEqual(words, ["w" * 140] * 5)

	def test_a_long_good_password_is_accepted(self):
		result = user.test_password_strength("correct horse battery staple, and more words at the end")
		self.assertTrue(result["feedback"]["password_policy_validation_passed"])

	def test_a_password_with_the_user_s_name_is_weaker(self):
		name = ("Chrysanthemum-Xu",)
		weaker = user.test_password_strength("Chrysanthemum-Xu", user_data=name)["score"]
		self.assertLess(
			weaker, user.test_password_strength("Chrysanthemum-Xu", user_data=("other",))["score"]
		)
