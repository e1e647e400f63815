"""Units that a cell's number format shows beside its figure: 1.5 shown as 1.50万元; words in place of the figure, and digits
that are not its own: 3 shown as 3000."""

import re
from collections.abc import Iterable
from xml.etree import ElementTree

# The first id of a workbook's own formats. Lower ids are built in and show the country's currency.
FIRST_OWN = 164
PERCENT = {9: "0%", 10: "0.00%"}
CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
CONDITION = re.compile(r"\[[^\]]*\]")
QUOTED = re.compile(r'"[^"]*"|\\.')
# Text in a format, after a backslash or an exclamation mark one character; and what only takes up space.
LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|[_*].')
MINUS_BEFORE = re.compile(r"[^0#?]*-")
OWN_DIGIT = re.compile(r"[1-9]")
# A comma after the last digit divides by a thousand, and a literal point by ten thousand: the cell contains the whole
# figure.
DIVIDED = re.compile(r"""[0#?],+(?![0#?,.])|[0#?](?:\\\.|"\.")""")
SHOWN = re.compile(r"百万元?|亿元?|万元?|千元|百元|[%‰]|美元|港元|港币|欧元|[$€£₩]|USD|HKD|EUR")
WITH_YUAN = ("百万", "亿", "万", "千", "百", "十")
# Units that headers may use, by themselves or before 元.
WORD = re.compile(r"[^\W\d_]+")
COUNTED = re.compile(r"[十百千万亿wWkK]+元?|[角分]")
# What shows the cell's value: digits, text, General, and parts of dates.
VALUE = re.compile(r"[0#?@ymdhsaebgYMDHSAEBGnrNR]|General|通用", re.IGNORECASE)
COMPARISON = re.compile(r"\[[<>=]")
# Precedes words shown in place of the value, and what is shown where a format shows nothing.
INSTEAD = "→"
NOTHING = "……"
# Words beside a figure by which it is another one than the column says; in formats of days there are fewer.
DOUBTFUL = re.compile(r"[退约未预估欠减均每]|农历|/[月人日天次年户季]")
DOUBTFUL_DAY = re.compile(r"农历|预计|约")
# A hundredth of a yuan, or minutes in formats of days and hours.
MINUTES = "分"
TIME = re.compile(r"[ymdhsYMDHS]")


def unit_of_format(code: str) -> str | None:
	"""The unit that a format shows, as headers name it, or `INSTEAD` and the words that it shows in place of the figure;
	or with other digits; None where it shows the plain figure."""
	if not COMPARISON.search(code) and (words := _words_instead(code)):
		return f"{INSTEAD}{words}"
	plus = CONDITION.sub("", CURRENCY.sub(r'"\1"', code)).split(";")[0]
	if DIVIDED.search(QUOTED.sub(_kept, plus)):
		return None
	if shown := _with_other_digits(plus) or _with_doubtful_words(plus):
		return f"{INSTEAD}{shown}"
	unit = unit_shown(plus)
	return None if unit == MINUTES and TIME.search(QUOTED.sub("", plus)) else unit


def _words_instead(code: str) -> str | None:
	"""What a format such as "作废" or ;;; shows in place of the cell's value; None where it shows the value."""
	plus = CONDITION.sub("", code).split(";")[0] if code.strip() else "0"
	if VALUE.search(QUOTED.sub("", plus)):
		return None
	return "".join(QUOTED.findall(plus)).replace('"', "").replace("\\", "").strip() or NOTHING


def _with_other_digits(plus: str) -> str | None:
	"""What a format such as 0"000", "1"000 or -0 shows, where digits or a sign are not those of the value; None where
	they are."""
	bare = LITERAL.sub("", plus)
	if TIME.search(bare):
		return None
	shown = LITERAL.sub(lambda found: found[1] or found[2] or "", plus)
	words = "".join(found[1] or found[2] or "" for found in LITERAL.finditer(plus))
	is_other = any(map(str.isdigit, words)) or MINUS_BEFORE.match(shown)
	if is_other or (OWN_DIGIT.search(bare) and "/" not in bare):
		return shown.strip()
	return None


def _with_doubtful_words(plus: str) -> str | None:
	"""What a format such as "约"0, 0"(已退)" or 0"元/月" shows, where its words say that the value is another one."""
	words = "".join(found[1] or found[2] or "" for found in LITERAL.finditer(plus))
	doubtful = DOUBTFUL_DAY if TIME.search(LITERAL.sub("", plus)) else DOUBTFUL
	if not doubtful.search(words):
		return None
	return LITERAL.sub(lambda found: found[1] or found[2] or "", plus).strip()


def unit_shown(text: str) -> str | None:
	whole = (word for word in WORD.findall(text) if COUNTED.fullmatch(word))
	found = next(whole, None) or next(iter(SHOWN.findall(text)), None)
	return f"{found}元" if found in WITH_YUAN else found


def units_of_styles(styles: bytes) -> dict[str, str]:
	"""The cell formats of an .xlsx that show a unit: number → unit."""
	if not styles:
		return {}
	codes: dict[int, str] = dict(PERCENT)
	formats: list[int] = []
	for element in ElementTree.fromstring(styles):
		kind = element.tag.rpartition("}")[2]
		if kind == "numFmts":
			codes.update((int(each.get("numFmtId", 0)), each.get("formatCode", "")) for each in element)
		elif kind == "cellXfs":
			formats = [int(each.get("numFmtId", 0)) for each in element]
	return _by_number(formats, codes)


def units_of_formats(formats: Iterable[int], codes: dict[int, str]) -> dict[int, str]:
	"""The same for an .xls: `formats` are the number formats of the cell formats, `codes` their texts."""
	own = {key: code for key, code in codes.items() if key >= FIRST_OWN or key in PERCENT}
	return {int(number): unit for number, unit in _by_number(formats, own).items()}


def _by_number(formats: Iterable[int], codes: dict[int, str]) -> dict[str, str]:
	units = {key: unit for key, code in codes.items() if (unit := unit_of_format(code))}
	return {str(number): units[key] for number, key in enumerate(formats) if key in units}


def _kept(found: re.Match) -> str:
	"""A quoted text without its digits and signs; a literal point is kept."""
	return found[0] if found[0] in ("\\.", '"."') else ""
