"""Figures and days in words, as people and older programs write them: 壹仟元整, 3千元, 二〇二六年十月三日."""

import re
from datetime import date
from decimal import Decimal

PLAIN_DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans(
	"〇○壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億圆圓两", "零零一二二三三四五六六七八九十百千万亿元元二"
)
# In a day a zero, in a column of amounts perhaps a mark.
CIRCLE = "○"
UNITS_OF_FOUR = ("", "十", "百", "千")
UNITS = {"十": 10, "百": 100, "千": 1000}
SECTIONS = {"万": 10**4, "亿": 10**8}
IN_CHINESE = re.compile(
	rf"(负)?([{PLAIN_DIGITS}十百千万亿]+)(?:元(?:([{PLAIN_DIGITS}])角)?(?:零?([{PLAIN_DIGITS}])分)?[整正]?)?"
)
# Around a figure in digits. Spaces separate thousands for certain where a group begins with 0: 3 000.00.
IN_DIGITS = re.compile(
	r"(?:RMB|CNY|人民币)?[:¥￥]?\s*([-−]?)\s*(\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: 0\d{2})+)(\.\d+)?\s*(千)?\s*(?:元[整正]?)?",
	re.IGNORECASE,
)
DAY_IN_CHINESE = re.compile(
	rf"([{PLAIN_DIGITS}]{{4}})年([{PLAIN_DIGITS}十]{{1,3}})月([{PLAIN_DIGITS}十]{{1,3}})[日号]?"
)
# With 年 behind it, 26 is a year; 98 may be of the last century.
DAY_OF_SHORT_YEAR = re.compile(r"([1-4]\d)年(\d{1,2})月(\d{1,2})[日号]?")
DAY_WITH_OTHER_SIGNS = re.compile(r"(\d{4})\s*([–—−,])\s*(\d{1,2})\s*\2\s*(\d{1,2})")
DAY_AS_FIGURE = re.compile(r"(\d{4})(\d{2})(\d{2})\.0+")
# As Java prints a date.
DAY_OF_JAVA = re.compile(
	r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) (\d{2}) \d{2}:\d{2}:\d{2} (?:CST|GMT\+08:00) (\d{4})"
)
MONTHS: tuple[str, ...] = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())


def figure(written: str) -> Decimal | None:
	"""The amount in yuan, None where it can be read in two ways or not at all: 约三千, 一百二, 3000 4000."""
	if found := IN_DIGITS.fullmatch(written):
		sign, whole, decimals, thousands = found.groups()
		amount = Decimal(re.sub("[, ]", "", whole) + (decimals or "")) * (1000 if thousands else 1)
		return -amount if sign else amount
	if CIRCLE in written:
		return None
	found = IN_CHINESE.fullmatch(written.translate(FORMAL).removeprefix("人民币"))
	if not found or (yuan := _number(found[2])) is None:
		return None
	jiao, fen = (PLAIN_DIGITS.index(each) if each else 0 for each in found.groups()[2:])
	amount = yuan + Decimal(jiao) / 10 + Decimal(fen) / 100
	return -amount if found[1] else amount


def day(written: str) -> date | None:
	"""The day, None where it is written in none of these ways."""
	try:
		if found := DAY_IN_CHINESE.fullmatch(written.translate(FORMAL)):
			year = int("".join(str(PLAIN_DIGITS.index(each)) for each in found[1]))
			return date(year, _number(found[2]) or 0, _number(found[3]) or 0)
		if found := DAY_OF_SHORT_YEAR.fullmatch(written):
			return date(2000 + int(found[1]), int(found[2]), int(found[3]))
		if found := DAY_WITH_OTHER_SIGNS.fullmatch(written):
			return date(int(found[1]), int(found[3]), int(found[4]))
		if found := DAY_AS_FIGURE.fullmatch(written):
			return date(*map(int, found.groups()))
		if (found := DAY_OF_JAVA.fullmatch(written)) and found[1] in MONTHS:
			return date(int(found[3]), MONTHS.index(found[1]) + 1, int(found[2]))
	except ValueError:
		return None
	return None


def _number(written: str) -> int | None:
	"""The whole number, None where it is not written in full: 一百二 may be 120 or 102."""
	total = section = digit = 0
	for sign in written:
		if sign in PLAIN_DIGITS:
			digit = PLAIN_DIGITS.index(sign)
		elif sign in UNITS:
			section += (digit or 1) * UNITS[sign]
			digit = 0
		else:
			total = (
				(total + section + digit) * SECTIONS[sign]
				if sign == "亿"
				else total + (section + digit) * 10**4
			)
			section = digit = 0
	number = total + section + digit
	in_full = in_chinese(number)
	return number if written == in_full or (9 < number < 20 and written == in_full[1:]) else None


def in_chinese(number: int) -> str:
	"""The number as it is written in full, up to 9,999 亿: 一万零二百."""
	if not number:
		return "零"
	parts = []
	for unit, size in (("亿", 10**8), ("万", 10**4), ("", 1)):
		section = number // size % 10**4
		if section:
			parts.append(("零" if parts and section < 1000 else "") + _section(section) + unit)
	return "".join(parts)


def _section(number: int) -> str:
	written, is_gap = "", False
	for place in range(3, -1, -1):
		digit = number // 10**place % 10
		if digit:
			written += ("零" if is_gap and written else "") + PLAIN_DIGITS[digit] + UNITS_OF_FOUR[place]
		is_gap = not digit
	return written
