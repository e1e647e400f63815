"""Phone numbers as people write them: mainland mobile numbers, and fixed lines with their area code."""

import re
import unicodedata
from collections.abc import Iterator

from frappe import _

PREFIX_OF_THE_COUNTRY = re.compile(r"^(\+|00)86")
MOBILE = re.compile(r"1[3-9]\d{9}")
# Cells are read without spaces and line ends, so that several numbers may follow each other directly.
MOBILES = re.compile(rf"(?:{MOBILE.pattern}){{2,}}")
# Numbers without area code, as in older lists of a district.
WITHOUT_AREA_CODE = re.compile(r"[2-9]\d{6,7}")
HIDDEN = re.compile(r"[*＊×●•■]|[xX]{3,}")
MAX_NAMED = 5
BETWEEN_NUMBERS = re.compile(r"[/\\、,;|\n。]|或|和|转")
WORDS = re.compile(r"\([^()\d]*\)|[^\d\s()+-]")
LONG_NUMBER = re.compile(r"\d[\d\s-]{5,}\d")
FIXED_LINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}")


def normalise(text: str) -> str:
	"""The number in half-width characters, without spaces, dashes and the country's prefix."""
	digits = re.sub(r"[\s()\-]", "", unicodedata.normalize("NFKC", text))
	return PREFIX_OF_THE_COUNTRY.sub("", digits)


def is_plausible(phone: str) -> bool:
	"""Whether a normalised number is a mobile number or a fixed line."""
	return bool(MOBILE.fullmatch(phone) or FIXED_LINE.fullmatch(phone)) and phone.isascii()


class PhoneCells:
	"""Reads a file's telephone numbers and counts other entries: 无, 0, 同上, 12345, or several numbers."""

	def __init__(self, header: str | None):
		self._header = header
		self._without, self._with_several = _Examples(), _Examples()

	def read(self, written: str | None) -> str | None:
		"""The telephone number, which may have masked digits; the first of several numbers; None without one."""
		# Fast path: most cells in very many rows are of these kinds.
		if not written or MOBILE.fullmatch(written) or is_hidden(written) or is_number(written):
			return written
		numbers = _numbers_in(written)
		(self._with_several if numbers else self._without).add(written)
		return numbers[0] if numbers else None

	def remarks(self) -> Iterator[str]:
		if self._without.count:
			yield _(
				"{0}: in {1} rows there is no telephone number of 7 to 12 digits (such as {2}). What is registered stays."
			).format(self._header, self._without.count, self._without)
		if self._with_several.count:
			yield _(
				"{0}: in {1} rows there is more than a telephone number (such as {2}). The first number of each was read."
			).format(self._header, self._with_several.count, self._with_several)


class _Examples:
	"""How many cells there are, and the first of them; numbers in them are masked, for remarks are read by many."""

	def __init__(self) -> None:
		self.count, self._first = 0, {}

	def add(self, written: str) -> None:
		self.count += 1
		if len(self._first) < MAX_NAMED:
			self._first[_masked(written)] = None

	def __str__(self) -> str:
		return "、".join(self._first)


def _masked(written: str) -> str:
	return LONG_NUMBER.sub(lambda found: f"{found[0][:3]}****", written)


def _numbers_in(written: str) -> list[str]:
	"""The numbers in a cell with several, or with words: mobile numbers, and fixed lines with an area code.

	Spaces separate numbers where nothing else does.
	"""
	plain = unicodedata.normalize("NFKC", written)
	if MOBILES.fullmatch(plain):
		return MOBILE.findall(plain)
	parts = BETWEEN_NUMBERS.split(plain)
	if len(parts) == 1:
		parts = [plain, *plain.split()]
	return list(filter(is_plausible, (normalise(WORDS.sub("", part)) for part in parts)))


def is_number(written: str) -> bool:
	"""Whether the entry is one or more numbers that can be called."""
	plain = normalise(written)
	return is_plausible(plain) or WITHOUT_AREA_CODE.fullmatch(plain) is not None


def is_hidden(written: str) -> bool:
	"""Whether digits are masked, as offices mask them: 138****0000, 138xxxx0000."""
	return HIDDEN.search(written) is not None
