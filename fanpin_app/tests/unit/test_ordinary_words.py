"""Identifiers, docstrings, comments and what users read are in ordinary English, without some words of the first
days."""

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from unittest import TestCase

from fanpin_app.tests.support.messages import PACKAGE, messages

REPOSITORY = PACKAGE.parent
FOLDERS = (PACKAGE, REPOSITORY / "dev")
BANNED = re.compile(
	r"\b(?:told|tells?|telling|whom|mend(?:s|ed|ing)?|lies?|stands|stood|anew|so many|goes along|take up"
	r"|as ever|bears|dressed|unasked)\b",
	re.I,
)
# Files that name what is stored by earlier names, and this one.
ABOUT_EARLIER_NAMES = (
	"fanpin_app/patches/",
	"fanpin_app/tests/unit/test_ordinary_words.py",
	"fanpin_app/tests/site/setup/test_stored_names.py",
	"fanpin_app/tests/support/earlier_site.py",
)
WORD_IN_IDENTIFIER = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
JS_TEXT = re.compile(r"//[^\n]*|/\*.*?\*/|`(?:\\.|[^`])*`|\"(?:\\.|[^\"\n])*\"|'(?:\\.|[^'\n])*'", re.S)

Text = tuple[str, str]


def words_of(identifier: str) -> str:
	return " ".join(WORD_IN_IDENTIFIER.findall(identifier.replace("_", " "))).lower()


def found_in(texts: Iterator[Text]) -> list[Text]:
	return sorted({(place, text) for place, text in texts if BANNED.search(text)})


def files(suffix: str) -> Iterator[Path]:
	for folder in FOLDERS:
		for path in sorted(folder.rglob(f"*{suffix}")):
			if not str(path.relative_to(REPOSITORY)).startswith(ABOUT_EARLIER_NAMES):
				yield path


def in_python(source: str, place: str) -> Iterator[Text]:
	"""Identifiers as words, docstrings and comments."""
	for node in ast.walk(ast.parse(source)):
		for name in ("id", "name", "arg", "attr", "asname", "module"):
			if isinstance(identifier := getattr(node, name, None), str):
				yield place, words_of(identifier)
		if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
			yield place, " ".join((ast.get_docstring(node) or "").split())
	for token in tokenize.generate_tokens(io.StringIO(source).readline):
		if token.type == tokenize.COMMENT:
			yield place, token.string


def in_javascript(source: str, place: str) -> Iterator[Text]:
	"""Comments, and identifiers as words."""
	for text in JS_TEXT.findall(source):
		if text.startswith("/"):
			yield place, text
	for identifier in re.findall(r"[A-Za-z_]\w*", JS_TEXT.sub(" ", source)):
		yield place, words_of(identifier)


def in_doctype(doctype: dict, place: str) -> Iterator[Text]:
	for field in doctype["fields"]:
		yield place, words_of(field["fieldname"])
		for key in ("label", "description", "options", "depends_on"):
			yield place, field.get(key) or ""


class TestOrdinaryWords(TestCase):
	maxDiff = None

	def test_python_is_free_of_them(self):
		texts = (text for file in files(".py") for text in in_python(file.read_text("utf-8"), str(file)))
		self.assertEqual(found_in(texts), [])

	def test_desk_scripts_are_free_of_them(self):
		texts = (text for file in files(".js") for text in in_javascript(file.read_text("utf-8"), str(file)))
		self.assertEqual(found_in(texts), [])

	def test_fields_options_and_labels_are_free_of_them(self):
		doctypes = [
			(json.loads(file.read_text("utf-8")), str(file)) for file in PACKAGE.glob("*/doctype/*/*.json")
		]
		self.assertGreater(len(doctypes), 70)
		self.assertEqual(found_in(text for each in doctypes for text in in_doctype(*each)), [])

	def test_names_of_files_are_free_of_them(self):
		names = (str(file.relative_to(REPOSITORY)) for file in files("") if "__pycache__" not in file.parts)
		self.assertEqual(found_in((name, words_of(name)) for name in names), [])

	def test_what_users_read_is_free_of_them(self):
		self.assertEqual(found_in((place, message) for message, place in messages()), [])

	def test_such_a_word_is_detected(self):
		python = 'def told_whom():\n\t"""Says what goes\n\talong."""\n\treturn case.take_up()  # lies\n'
		self.assertEqual(len(found_in(in_python(python, "x.py"))), 4)
		script = "// as it stands\nfunction tellAll() { return 'told'; }"
		self.assertEqual(len(found_in(in_javascript(script, "x.js"))), 2)
		doctype = {"fields": [{"fieldname": "mended_on", "label": "Told"}]}
		self.assertEqual(len(found_in(in_doctype(doctype, "x.json"))), 2)
