"""Limits on finding out an ID number by trying one after the other.

Whoever sees a masked number knows all but its last digits, and some 500 numbers fit. Whether one of them is registered is
answered where an officer supplies a number: the households proposed for an application, and saving a household, because
a person is in it once and what else shows people who are registered twice (rules, the list of duplicates, merging) follows.
Different numbers are counted, so that asking again about the same one costs nothing, and they are counted in Redis, so that
a failing request does not undo it.
"""

import hashlib
import hmac
from collections.abc import Iterable
from time import time

import frappe
from frappe import _
from frappe.utils.password import get_encryption_key

from fanpin_app.privacy.masks import SECRET_DIGITS

AN_HOUR, A_DAY = 60 * 60, 24 * 60 * 60
# Of a town's 30,000 people one or two share district and birthday: nobody enters ten such numbers in a day.
LIKE_NUMBERS_PER_DAY = 10
# A slip is corrected once or twice.
NUMBERS_PER_DOCUMENT = 3
# A window takes some 60 applications in a day of eight hours.
UNMATCHED_PER_HOUR = 30


def count_entered(numbers: Iterable[str]) -> None:
	"""Count normalised ID numbers that the user enters. Raises `frappe.RateLimitExceededError` for too many that differ only
	in the digits that masks hide."""
	for number in numbers:
		beginning = _fingerprint(number[:-SECRET_DIGITS])
		if not _is_within("like", f"{frappe.session.user}:{beginning}", number, LIKE_NUMBERS_PER_DAY, A_DAY):
			frappe.throw(
				_(
					"You entered {0} different ID numbers of one birthday and district within a day. So that nobody finds out a number by trying, enter this one tomorrow, or ask the district."
				).format(LIKE_NUMBERS_PER_DAY),
				frappe.RateLimitExceededError,
			)


def count_look_up(document: str, number: str) -> bool:
	"""Count that the register is searched for the normalised number in a document (its name), by the user. Returns whether
	it is the first search of the day for this number in the document.

	Raises `frappe.RateLimitExceededError` for too many numbers. One that is found is to be reported by `mark_as_found`.
	"""
	count_entered([number])
	is_first = _is_new("document", document, number)
	if not _is_within("document", document, number, NUMBERS_PER_DOCUMENT, A_DAY):
		frappe.throw(
			_(
				"Households were already searched for {0} different ID numbers of this document today. Compare the number with the ID card, and choose the household yourself."
			).format(NUMBERS_PER_DOCUMENT),
			frappe.RateLimitExceededError,
		)
	if not _is_within("unmatched", frappe.session.user, number, UNMATCHED_PER_HOUR, AN_HOUR):
		frappe.throw(
			_(
				"Within an hour you searched for {0} ID numbers that no household of your regions has. Go on in a while, or choose the household yourself."
			).format(UNMATCHED_PER_HOUR),
			frappe.RateLimitExceededError,
		)
	return is_first


def mark_as_found(number: str) -> None:
	"""The number that was looked up is registered: it does not count as one that matches nothing."""
	frappe.cache.zrem(_key("unmatched", frappe.session.user), _fingerprint(number))


def _is_new(what: str, who: str, number: str) -> bool:
	return frappe.cache.zscore(_key(what, who), _fingerprint(number)) is None


def _is_within(what: str, who: str, number: str, most: int, seconds: int) -> bool:
	"""Whether the number is one of the first `most` different ones within the last `seconds`. Counted before the answer, so
	that requests at the same moment do not pass together."""
	key, fingerprint, now = _key(what, who), _fingerprint(number), time()
	with frappe.cache.pipeline() as transaction:
		transaction.zremrangebyscore(key, 0, now - seconds)
		transaction.zadd(key, {fingerprint: now}, nx=True)
		transaction.zrank(key, fingerprint)
		transaction.expire(key, seconds)
		_removed, _added, rank, _expires = transaction.execute()
	return rank < most


def _key(what: str, who: str) -> str:
	return frappe.cache.make_key(f"fanpin_number_guesses:{what}:{who}")


def _fingerprint(number: str) -> str:
	"""Redis must not hold a number, and without a key each of the few possible ones could be hashed and compared."""
	return hmac.new(get_encryption_key().encode(), number.encode(), hashlib.sha256).hexdigest()
