"""Words of a value map and counts in other writing, as programs export and people write them: 01-低保, 低保(01), d级, 肢体二级,
□是 ☑否, 45天."""

import re
from collections.abc import Mapping

from fanpin_app.discovery.readers.cells import Cell, text

CODE_BEFORE = re.compile(r"[A-Z]?\d{1,4}[-–—.、:_](?=\D)")
CODE_BEHIND = re.compile(r"(?<=\D)\(\d{1,4}\)")
KIND_BEFORE = re.compile(r"(?:视力|听力|言语|肢体|智力|精神)(?:残疾)?(?=[一二三四1-4])")
CHOSEN, NOT_CHOSEN = "☑√✔☒■", "□☐"
CHOICE = re.compile(rf"([{CHOSEN}{NOT_CHOSEN}])([^{CHOSEN}{NOT_CHOSEN}]+)")
# 逾期天数 45天, 务工月数 10个月; 8月 may be August.
COUNTS = {"天数": re.compile(r"(\d{1,5}(?:\.\d+)?)天"), "月数": re.compile(r"(\d{1,2}(?:\.\d+)?)个月")}


def meaning(written: str, value_map: Mapping[str, str]) -> str | None:
	"""What the word means by the value map, None where it is none of its words in another writing."""
	plain = _plain(written)
	if plain[:1] and plain[0] in CHOSEN + NOT_CHOSEN:
		return _chosen(plain, value_map)
	words = {_plain(word): meant for word, meant in value_map.items()}
	for stripped in (
		plain,
		CODE_BEFORE.sub("", plain, count=1),
		CODE_BEHIND.sub("", plain),
		KIND_BEFORE.sub("", plain, count=1),
	):
		if (meant := words.get(stripped)) is not None:
			return meant
	return None


def _chosen(plain: str, value_map: Mapping[str, str]) -> str | None:
	"""The meaning of the one word that is marked, if each of the words has a mark."""
	choices = CHOICE.findall(plain)
	marked = [word for mark, word in choices if mark in CHOSEN]
	is_whole = "".join(mark + word for mark, word in choices) == plain
	if not is_whole or len(choices) < 2 or len(marked) != 1:
		return None
	return value_map.get(marked[0])


def count(cell: Cell, header: str) -> str | None:
	"""The figure of a count with the unit that the header names."""
	written = _plain(text(cell))
	for ending, pattern in COUNTS.items():
		if header.endswith(ending) and (found := pattern.fullmatch(written)):
			return found[1]
	return None


def _plain(written: str) -> str:
	return "".join(text(written).split()).upper()
