"""Phone numbers as people give them: mobile numbers of the mainland, and fixed lines with their area code."""

import re
import unicodedata
from collections.abc import Iterator

from frappe import _

PREFIX_OF_THE_COUNTRY = re.compile(r"^(\+|00)86")
MOBILE = re.compile(r"1[3-9]\d{9}")
# Within the district, as older lists have them.
WITHOUT_AREA_CODE = re.compile(r"[2-9]\d{6,7}")
HIDDEN = re.compile(r"[*＊×●•■]|[xX]{3,}")
MOST_NAMED = 5
FIXED_LINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}")


def mend(text: str) -> str:
	"""The number as meant: half-width, without spaces, dashes and the country's prefix."""
	digits = re.sub(r"[\s()\-]", "", unicodedata.normalize("NFKC", text))
	return PREFIX_OF_THE_COUNTRY.sub("", digits)


def is_plausible(phone: str) -> bool:
	"""Whether a mended number is a mobile number or a fixed line."""
	return bool(MOBILE.fullmatch(phone) or FIXED_LINE.fullmatch(phone)) and phone.isascii()


class NoPhones:
	"""Remembers what a file has in the place of telephone numbers: 无, 0, 同上, 12345. It replaces no number."""

	def __init__(self, header: str | None):
		self._header = header
		self._count, self._first = 0, {}

	def holds(self, written: str | None) -> bool:
		"""Whether something is written that is no telephone number, nor one of which digits are hidden."""
		# Most are written so, in very many rows.
		if not written or MOBILE.fullmatch(written) or is_hidden(written) or is_number(written):
			return False
		self._count += 1
		if len(self._first) < MOST_NAMED:
			self._first[written] = None
		return True

	def remarks(self) -> Iterator[str]:
		if self._count:
			yield _(
				"{0}: in {1} rows there is no telephone number of 7 to 12 digits (such as {2}). What is registered stays."
			).format(self._header, self._count, "、".join(self._first))


def is_number(written: str) -> bool:
	"""Whether all that is written are numbers that can be called."""
	plain = mend(written)
	return is_plausible(plain) or WITHOUT_AREA_CODE.fullmatch(plain) is not None


def is_hidden(written: str) -> bool:
	"""Whether digits are hidden, as offices hide them: 138****0000, 138xxxx0000."""
	return HIDDEN.search(written) is not None
