"""Markup that is stored in plain text from before it was refused (plain_text.py) does no harm in prints and mails.

Frappe's print formats and mails put values into their pages as they are, on all versions. So the document that is
printed, and the rows of a report by mail, are changed on the way, not where they are stored. What the desk shows is
treated likewise by `public/js/stored_markup.js`.
"""

from typing import Any

import bleach
from frappe.model.document import Document

from fanpin_app.security.text.plain_text import (
	checked_fields,
	clean_rich_text,
	harmless,
	holds_markup,
	is_rich,
)


def make_print_harmless(doc: Document, method: str, print_settings: dict | None = None) -> None:
	"""Hook, before a document is printed: its texts, those of its rows and the titles of its links are harmless."""
	for row in (doc, *doc.get_all_children()):
		for field in checked_fields(row.meta, doc.meta):
			value = row.get(field.fieldname)
			if isinstance(value, str) and value:
				row.set(field.fieldname, clean_rich_text(value) if is_rich(field) else harmless(value))
	titles = doc.get("__link_titles") or {}
	titles.update({name: harmless(title) for name, title in titles.items() if isinstance(title, str)})


def harmless_cells(rows: list[dict]) -> list[dict]:
	"""The rows of a report by mail, whose cells may hold links of Frappe's but no other markup."""
	return [{name: _only_links(value) for name, value in row.items()} for row in rows]


def _only_links(value: Any) -> Any:
	if not isinstance(value, str) or not holds_markup(value):
		return value
	return bleach.clean(value, tags={"a"}, attributes={"a": ["href"]})
