"""How much work a guest can make the server do by having passwords judged.

zxcvbn tries every reading of digits and signs as letters: 100 characters of them take 4 seconds, and 32 half a
second. The page for a new password asks for each password that is typed, so guests may call it. Frappe (box,
15.55.1 and 15.105.0) judges up to 128 characters, and takes from the request the words that a password must
not contain.
"""

from typing import Any

import frappe
from frappe import _

from fanpin_app.security.queries.function_guards import Call, guards
from fanpin_app.security.roles import NOT_LOGGED_IN

# A password is as strong as its beginning or stronger, and 32 characters can have the best score.
JUDGED_LENGTH = 32
# First, middle and last name, mail address and birthday of the user.
MAX_WORDS = 5
WORD_LENGTH = 140
A_MINUTE = 60
# Passwords of guests at one network address, which an office shares. Somebody who types causes some twenty.
GUESTS_PER_MINUTE = 60


@guards("frappe.utils.password_strength.test_password_strength")
def test_password_strength(call: Call) -> dict:
	"""Judge the beginning of the password.

	Raises RateLimitExceededError for the passwords of guests above GUESTS_PER_MINUTE.
	"""
	if getattr(frappe.local, "request", None) and frappe.session.user in NOT_LOGGED_IN:
		_count_guest()
	return call.proceed(
		password=str(call["password"])[:JUDGED_LENGTH], user_inputs=_words(call["user_inputs"])
	)


def _words(given: Any) -> list[str]:
	if not isinstance(given, list | tuple):
		return []
	return [str(word)[:WORD_LENGTH] for word in given[:MAX_WORDS] if word]


def _count_guest() -> None:
	key = frappe.cache.make_key(f"fanpin_judged_passwords:{frappe.local.request_ip}")
	with frappe.cache.pipeline() as transaction:
		transaction.set(key, 0, ex=A_MINUTE, nx=True)
		transaction.incr(key)
		_is_first, judged = transaction.execute()
	if judged > GUESTS_PER_MINUTE:
		frappe.throw(
			_("Too many passwords were checked from here. Try again in a minute."),
			frappe.RateLimitExceededError,
		)
