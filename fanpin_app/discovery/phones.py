"""Phone numbers as people give them: mobile numbers of the mainland, and fixed lines with their area code."""

import re
import unicodedata

PREFIX_OF_THE_COUNTRY = re.compile(r"^(\+|00)86")
MOBILE = re.compile(r"1[3-9]\d{9}")
FIXED_LINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}")


def mend(text: str) -> str:
	"""The number as meant: half-width, without spaces, dashes and the country's prefix."""
	digits = re.sub(r"[\s()\-]", "", unicodedata.normalize("NFKC", text))
	return PREFIX_OF_THE_COUNTRY.sub("", digits)


def is_plausible(phone: str) -> bool:
	"""Whether a mended number is a mobile number or a fixed line."""
	return bool(MOBILE.fullmatch(phone) or FIXED_LINE.fullmatch(phone)) and phone.isascii()
