"""Phone numbers as people write them: mainland mobile numbers, and fixed lines with their area code."""

import re
import unicodedata
from collections.abc import Iterator

from frappe import _

PREFIX_OF_THE_COUNTRY = re.compile(r"^(\+|00)86")
MOBILE = re.compile(r"1[3-9]\d{9}")
# Numbers without area code, as in older lists of a district.
WITHOUT_AREA_CODE = re.compile(r"[2-9]\d{6,7}")
HIDDEN = re.compile(r"[*＊×●•■]|[xX]{3,}")
MAX_NAMED = 5
FIXED_LINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}")


def normalise(text: str) -> str:
	"""The number in half-width characters, without spaces, dashes and the country's prefix."""
	digits = re.sub(r"[\s()\-]", "", unicodedata.normalize("NFKC", text))
	return PREFIX_OF_THE_COUNTRY.sub("", digits)


def is_plausible(phone: str) -> bool:
	"""Whether a normalised number is a mobile number or a fixed line."""
	return bool(MOBILE.fullmatch(phone) or FIXED_LINE.fullmatch(phone)) and phone.isascii()


class NoPhones:
	"""Recognises entries that are not telephone numbers (无, 0, 同上, 12345) and counts them. They replace no stored number."""

	def __init__(self, header: str | None):
		self._header = header
		self._count, self._first = 0, {}

	def holds(self, written: str | None) -> bool:
		"""Whether the entry is neither a telephone number nor one with masked digits."""
		# Fast path: most cells in very many rows are of these kinds.
		if not written or MOBILE.fullmatch(written) or is_hidden(written) or is_number(written):
			return False
		self._count += 1
		if len(self._first) < MAX_NAMED:
			self._first[written] = None
		return True

	def remarks(self) -> Iterator[str]:
		if self._count:
			yield _(
				"{0}: in {1} rows there is no telephone number of 7 to 12 digits (such as {2}). What is registered stays."
			).format(self._header, self._count, "、".join(self._first))


def is_number(written: str) -> bool:
	"""Whether the entry is one or more numbers that can be called."""
	plain = normalise(written)
	return is_plausible(plain) or WITHOUT_AREA_CODE.fullmatch(plain) is not None


def is_hidden(written: str) -> bool:
	"""Whether digits are masked, as offices mask them: 138****0000, 138xxxx0000."""
	return HIDDEN.search(written) is not None
