"""Makes markup harmless in prints and mails that was stored in plain text before it was refused
(plain_text.py).

Frappe's print formats and mails insert values unescaped, in all versions. So the printed document and the
rows of a report by mail are changed before they are rendered; stored values stay.
`public/js/stored_markup.js` does the same for the desk.
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
	"""Hook before a document is printed: make its texts, those of its rows and the titles of its links
	harmless."""
	for row in (doc, *doc.get_all_children()):
		for field in checked_fields(row.meta, doc.meta):
			value = row.get(field.fieldname)
			if isinstance(value, str) and value:
				row.set(field.fieldname, clean_rich_text(value) if is_rich(field) else harmless(value))
	titles = doc.get("__link_titles") or {}
	titles.update({name: harmless(title) for name, title in titles.items() if isinstance(title, str)})


def harmless_cells(rows: list[dict]) -> list[dict]:
	"""The rows of a report by mail, with all markup but Frappe's links removed."""
	return [{name: _only_links(value) for name, value in row.items()} for row in rows]


def _only_links(value: Any) -> Any:
	if not isinstance(value, str) or not holds_markup(value):
		return value
	return bleach.clean(value, tags={"a"}, attributes={"a": ["href"]})
