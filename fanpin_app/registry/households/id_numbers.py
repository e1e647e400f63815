"""Chinese resident ID numbers (GB 11643): normalising, validating, and reading birth date and sex.

The address code at the start is not validated: codes are abolished when divisions change, and people keep theirs.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Literal

from frappe.utils import getdate

ID_LENGTH = 18
# ID number, kind, grade, and on a card that replaces a lost one B1, B2 and so on.
DISABILITY_CARD = re.compile(r"(.{18})\d([1-4])\(?(?:B\d{1,2})?\)?", re.ASCII)
DISABILITY_CARD_LENGTH = 20
# ISO 7064 MOD 11-2, implemented here for speed on files of a million rows: the weights of the first 17 digits. The
# weighted sum with the check digit (X is 10) is 1 modulo 11.
WEIGHTS = tuple(2 ** (ID_LENGTH - place) % 11 for place in range(1, ID_LENGTH))
WEIGHT_OF_ZEROS = sum(WEIGHTS) * ord("0")
CHECK_DIGITS = "10X98765432"


# Characters that look like the X of a check digit: Greek chi, Cyrillic ha, the multiplication sign.
LOOKS_LIKE_X = str.maketrans(dict.fromkeys("ΧχХх×", "X"))
# Characters that people and programs add around a number or between its parts.
SURROUNDING_CHARACTERS = " \t\r\n'\"`‘’“”,;，；、:："
OLD_ID_LENGTH = 15
# For people without a resident ID: passports, permits of Hong Kong, Macao and Taiwan residents, foreigners' permits.
OTHER_DOCUMENT = re.compile(r"[A-Z]{1,3}\d{6,12}(?:\([0-9A]\))?")


def normalize(text: str) -> str:
	"""The number in its standard form: half-width, capital X, without spaces, hyphens and surrounding characters.

	A number of 15 digits, as on cards until 2004, is extended to 18 (GB 11643); the G before a pupil's number
	(全国学籍号) is removed.
	"""
	if is_plain(text):
		return text.upper()
	number = unicodedata.normalize("NFKC", text).translate(LOOKS_LIKE_X).upper()
	number = "".join(number.replace("-", " ").strip(SURROUNDING_CHARACTERS).split())
	if len(number) == ID_LENGTH + 1 and number.startswith("G"):
		return number[1:]
	if len(number) == ID_LENGTH + 2 and number.endswith(".0"):
		return number[:-2]
	if len(number) == OLD_ID_LENGTH and number.isascii() and number.isdigit():
		return _with_century(number)
	return number


def is_plain(text: str) -> bool:
	"""Fast path: whether the text is a number of 18 letters and digits without anything else."""
	return len(text) == ID_LENGTH and text.isascii() and text.isalnum()


def _with_century(number: str) -> str:
	extended = f"{number[:6]}19{number[6:]}"
	return extended + check_digit(extended)


def is_valid(id_number: str) -> bool:
	"""Whether a normalised number has 18 characters, a correct check digit and a possible birth date."""
	digits = id_number[:17]
	return (
		len(id_number) == ID_LENGTH
		and digits.isascii()
		and digits.isdigit()
		and id_number[17] == check_digit(id_number)
		and birth_date(id_number) is not None
	)


def is_recognised(number: str) -> bool:
	"""Whether a normalised number is a resident's ID, or another document of a person without one."""
	return is_valid(number) or OTHER_DOCUMENT.fullmatch(number) is not None


def check_digit(id_number: str) -> str:
	"""The 18th character calculated from the first 17 digits (GB 11643)."""
	weighted_sum = sum(map(mul, WEIGHTS, id_number.encode()))
	return CHECK_DIGITS[(weighted_sum - WEIGHT_OF_ZEROS) % 11]


def birth_date(id_number: str) -> date | None:
	"""The birth date in digits 7 to 14, None if it is not a date."""
	return _parse_date(id_number[6:14])


@lru_cache(maxsize=50_000)
def _parse_date(digits: str) -> date | None:
	try:
		return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
	except ValueError:
		return None


def is_younger_than(id_number: str, age: int, today: date | None = None) -> bool:
	"""Whether the holder has not yet reached the birthday of `age` years; False if the number has no birth date.

	Pass `today` when checking many numbers: reading the clock takes longer than the rest.
	"""
	born = birth_date(id_number)
	if born is None:
		return False
	day = today or getdate()
	return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) < age


def sex(id_number: str) -> Literal["Male", "Female"]:
	"""Male or Female by the 17th digit (odd is male)."""
	return "Male" if int(id_number[16]) % 2 else "Female"


def id_number_of_disability_card(card_number: str) -> str:
	"""The ID number at the start of a disability card's 20 characters (ID, type, grade), also of a replacement card
	(…B1); others unchanged."""
	if len(card_number) == DISABILITY_CARD_LENGTH or DISABILITY_CARD.fullmatch(card_number):
		return card_number[:ID_LENGTH]
	return card_number


def grade_on_disability_card(card_number: str) -> str | None:
	"""The grade, 1 to 4, in a normalised number of a disability card; None where it has none."""
	found = DISABILITY_CARD.fullmatch(card_number)
	return found[2] if found else None
