"""Chinese resident ID numbers (GB 11643): mended as agencies write them, checked, and read for birth date and sex.

The address code in front is never checked: codes are abolished when divisions change, and people keep theirs.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from operator import mul

from frappe.utils import getdate

ID_LENGTH = 18
DISABILITY_CARD_LENGTH = 20
# ISO 7064 MOD 11-2, written out here because files of a million rows are read by it: what each of the first 17 digits
# weighs; the sum with the check digit (X is 10) leaves 1.
WEIGHTS = tuple(2 ** (ID_LENGTH - place) % 11 for place in range(1, ID_LENGTH))
WEIGHT_OF_ZEROS = sum(WEIGHTS) * ord("0")
CHECK_DIGITS = "10X98765432"


# Letters that look like the X of a check digit: Greek chi, Cyrillic ha, the sign of multiplication.
LOOKS_LIKE_X = str.maketrans(dict.fromkeys("ΧχХх×", "X"))
# What people and programs put around a number or between its parts.
AROUND = " \t\r\n'\"`‘’“”,;，；、:："
OLD_ID_LENGTH = 15
# Of people without a resident ID: passports, permits of Hong Kong, Macao and Taiwan residents, residence of foreigners.
OTHER_DOCUMENT = re.compile(r"[A-Z]{1,3}\d{6,12}(?:\([0-9A]\))?")


def normalize(written: str) -> str:
	"""The number as it is meant: half-width, with a capital X, without spaces, hyphens and the marks around it.

	A number of 15 digits, as cards had until 2004, becomes one of 18 (GB 11643); the G before a pupil's number
	(全国学籍号) is left out.
	"""
	if len(written) == ID_LENGTH and written.isascii() and written.isalnum():
		return written.upper()
	number = unicodedata.normalize("NFKC", written).translate(LOOKS_LIKE_X).upper()
	number = "".join(number.replace("-", " ").strip(AROUND).split())
	if len(number) == ID_LENGTH + 1 and number.startswith("G"):
		return number[1:]
	if len(number) == ID_LENGTH + 2 and number.endswith(".0"):
		return number[:-2]
	if len(number) == OLD_ID_LENGTH and number.isascii() and number.isdigit():
		return _with_century(number)
	return number


def _with_century(number: str) -> str:
	longer = f"{number[:6]}19{number[6:]}"
	return longer + check_digit(longer)


def is_valid(id_number: str) -> bool:
	"""Whether a mended number has 18 characters, a right check digit and a possible birth date."""
	return (
		len(id_number) == ID_LENGTH
		and id_number[:17].isascii()
		and id_number[:17].isdigit()
		and id_number[17] == check_digit(id_number)
		and birth_date(id_number) is not None
	)


def is_known(number: str) -> bool:
	"""Whether a mended number is a resident's, or that of another document of somebody who has none."""
	return is_valid(number) or OTHER_DOCUMENT.fullmatch(number) is not None


def check_digit(id_number: str) -> str:
	"""The 18th character that the first 17 digits ask for (GB 11643)."""
	weighed = sum(map(mul, WEIGHTS, id_number.encode()))
	return CHECK_DIGITS[(weighed - WEIGHT_OF_ZEROS) % 11]


def birth_date(id_number: str) -> date | None:
	"""The birth date that digits 7 to 14 tell, None where they tell none."""
	return _date_of(id_number[6:14])


@lru_cache(maxsize=50_000)
def _date_of(digits: str) -> date | None:
	try:
		return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
	except ValueError:
		return None


def is_below(id_number: str, age: int, today: date | None = None) -> bool:
	"""Whether the bearer has not yet had the birthday of `age` years; False where the number tells no birth date.

	Who asks for many says which day it is, for asking the clock takes longer than the rest.
	"""
	born = birth_date(id_number)
	if born is None:
		return False
	day = today or getdate()
	return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) < age


def sex(id_number: str) -> str:
	"""Male or Female by the 17th digit (odd is male)."""
	return "Male" if int(id_number[16]) % 2 else "Female"


def id_number_of_disability_card(card_number: str) -> str:
	"""The ID number in front of a disability card's 20 characters (ID, type, grade); others as they are."""
	return card_number[:ID_LENGTH] if len(card_number) == DISABILITY_CARD_LENGTH else card_number
