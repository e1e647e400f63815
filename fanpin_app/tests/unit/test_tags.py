import unicodedata

from fanpin_app.database.collation import spelling

SAME = ("欠债a1", "欠债A1", " 欠债a1 ", "欠债ａ１", "欠债á1", "欠债\u200ba1", "欠债a1\u0301", "欠\u00ad债a1")


def test_what_the_database_takes_for_the_same_has_one_spelling():
	assert {spelling(tag) for tag in SAME} == {"欠债a1"}


def test_other_tags_have_other_spellings():
	assert len({spelling(tag) for tag in ("欠债", "欠款", "a", "b", "a b", "2026-11")}) == 6


def test_a_spelling_is_kept():
	for number in range(0x20, 0xFFFF):
		character = chr(number)
		if unicodedata.category(character) != "Cs":
			assert spelling(spelling(character)) == spelling(character), hex(number)
