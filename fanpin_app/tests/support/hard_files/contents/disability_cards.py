"""Files of disability cards, whose numbers state the kind and the grade."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import DAY, Case, Sample, write

CARDS = "残疾证_202610"
HEADERS = ("姓名", "残疾证号", "残疾类别", "残疾等级", "发证日期")


def _cards(*cards: tuple[str, object]):
	"""A row for each card: what follows the ID number, and the column of grades."""

	def fill(sample: Sample, path: Path) -> None:
		rows = [
			(name, number + behind, "肢体", grade, DAY)
			for (name, number, _household), (behind, grade) in zip(sample.people, cards, strict=False)
		]
		write(path, [HEADERS, *rows])

	return fill


CASES = (
	Case(
		"grades of cards",
		"shifted by a row",
		f"{CARDS}.xlsx",
		_cards(("41", "二级"), ("42", "三级"), ("43", "三级"), ("44", "一级")),
		accepted=1,
		refused={"bad_value": 3},
		facts=("3",),
	),
	Case(
		"grades of cards",
		"as figures, on a replacement card",
		f"{CARDS}.xls",
		_cards(("42B1", 1), ("42", 2)),
		accepted=1,
		refused={"bad_value": 1},
		facts=("2",),
	),
	Case(
		"grades of cards",
		"with spaces in the number",
		f"{CARDS}.ods",
		_cards((" 42", "四级"), (" 4 4 ", "四级")),
		accepted=1,
		refused={"bad_value": 1},
		facts=("4",),
	),
	Case(
		"grades of cards",
		"in other words",
		f"{CARDS}.xlsx",
		_cards(("41", "1级"), ("42", "Ⅱ级"), ("43", "叁级"), ("43", "4级")),
		accepted=3,
		refused={"bad_value": 1},
		facts=("1", "2", "3"),
	),
	Case(
		"grades of cards",
		"of which the number says nothing",
		f"{CARDS}.xlsx",
		_cards(("", "一级"), ("40", "二级")),
		accepted=2,
		facts=("1", "2"),
	),
	*(
		Case("replacement cards", title, f"{CARDS}{suffix}", _cards(*cards), accepted=2, facts=("2", "3"))
		for title, suffix, cards in (
			("B1 and B2", ".xlsx", (("42B1", "二级"), ("43B2", "三级"))),
			("in small letters and brackets", ".xls", (("42b1", "二级"), ("43（B12）", "三级"))),
			("behind a space", ".ods", (("42 B1", "二级"), ("43-B3", "三级"))),
		)
	),
	Case(
		"replacement cards",
		"with another letter",
		f"{CARDS}.xlsx",
		_cards(("42C1", "二级"), ("423", "二级"), ("42", "二级")),
		accepted=1,
		refused={"bad_id": 2},
		facts=("2",),
	),
)
