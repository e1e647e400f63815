"""Plain text contains no markup: what users type into text fields never becomes part of a page, a script or a
template.

Frappe's sanitizer ignores text that is valid JSON, such as `["<img src=x onerror=…>"]`, and its desk inserts
text into pages unescaped. So markup is refused when a document is inserted, saved, changed by `db_set` or
renamed, and row by row when files are loaded (`discovery/tables/rows.py`). Text without markup has the same
meaning whether a page escapes it or not: “收入<5000” and “a < b & c” are stored and shown as typed.

All plain fields are checked in DocTypes of this app and those created in the desk, in custom fields, and in
DocTypes of Frappe that officers write. Rich text (comments, notes) is cleaned, not refused.
"""

import json
import re

import bleach
import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.meta import Meta
from frappe.utils.html_utils import sanitize_html

from fanpin_app.permissions.doctype_apps import is_ours
from fanpin_app.permissions.postings import ROLE_OF_DUTY
from fanpin_app.security.roles import AUTOMATIC_ROLES
from fanpin_app.security.text.loaded_addresses import only_uploaded

# “<” that begins a tag, an end tag, a comment or an instruction, in half or full width or as an entity.
# Browsers too treat “<” before a digit, a space or a Chinese character as text.
_TAG = re.compile("[<＜﹤][A-Za-zＡ-Ｚａ-ｚ/／!！?？]|&(?:amp;)*(?:lt|LT|#0*60|#[xX]0*3[cC]);?[A-Za-z/!?]")
# Text that becomes a script inside an attribute, an address or a template, and control characters, which are
# invisible and which sanitizers and browsers skip differently. English words that begin with “on” are not
# event handlers.
_EVENT = r"""[\s/"'`]on(?!(?:line|going|site|set|board|ward|ion)\s*=)[a-z]{3,}\s*"""
_SCRIPT = re.compile(
	_EVENT + r"""=|\{[{%]|(?:java|vb)script\s*:|data:text/html|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]""",
	re.IGNORECASE,
)
# Without one of these characters there is neither; most texts need no further check.
_SUSPICIOUS = re.compile("[<＜﹤&{=:\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Replaces characters that could begin a tag, an entity, an attribute, an address or a template with similar
# ones.
_HARMLESS = (
	(re.compile("[<＜﹤](?=[A-Za-zＡ-Ｚａ-ｚ/／!！?？])"), "‹"),
	(re.compile("&(?=(?:amp;)*(?:lt|LT|#0*60|#[xX]0*3[cC]);?[A-Za-z/!?])"), "＆"),
	(re.compile(f"({_EVENT})=", re.IGNORECASE), r"\1＝"),
	(re.compile(r"((?:java|vb)script\s*|data(?=:text/html)):", re.IGNORECASE), r"\1："),
	(re.compile(r"\{(?=[{%])"), "｛"),
	(re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"), " "),
)
# Addresses with these schemes, or relative ones, are safe; all other schemes may run a script.
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.\-\s]*):", re.IGNORECASE)
_SCHEMES = {"http", "https", "mailto", "tel"}
_ACTIVE_TAGS = re.compile(
	r"<style\b.*?</style\s*>|</?(?:form|button|input|select|option|textarea|fieldset|style|link|meta|base)\b[^>]*>",
	re.IGNORECASE | re.DOTALL,
)
_ADDRESS_OF_MAIL = re.compile(r"<[^<>\s]+@[^<>\s]+>")

_PLAIN = {
	"Autocomplete",
	"Barcode",
	"Color",
	"Data",
	"Dynamic Link",
	"Icon",
	"Link",
	"Long Text",
	"Phone",
	"Read Only",
	"Select",
	"Small Text",
	"Text",
}
_ADDRESSES = {"Attach", "Attach Image"}
_RICH = {"HTML Editor", "Markdown Editor", "Text Editor"}

# Everybody who is not an administrator; only administrators may write pages and templates.
_OFFICERS = {*AUTOMATIC_ROLES, *ROLE_OF_DUTY.values()}
# Officers write these by methods of Frappe that do not check permissions on the DocType.
_WRITTEN_BY_METHODS = {"Comment", "Communication", "Contact", "Notification Log", "Tag", "User", "Workspace"}
# Frappe's own code writes markup into these: bold words, and blocks of a page.
_BOLD_ALLOWED = {("Notification Log", "subject")}
_FRAPPE_MARKUP = {("Workspace", "content")}


def holds_markup(text: str) -> bool:
	"""Whether a browser or a template could interpret a part of the text as markup or script."""
	if text.isalnum() or not _SUSPICIOUS.search(text):
		return False
	return bool(_TAG.search(text) or _SCRIPT.search(text))


def harmless(text: str) -> str:
	"""The text with characters replaced so that no page, address or template interprets it as markup or
	script."""
	if holds_markup(text):
		for sign, other in _HARMLESS:
			text = sign.sub(other, text)
	return text


def refuse_markup(doc: Document, method: str | None = None) -> None:
	"""Hook before a document is written: refuse markup in plain fields and clean rich text.

	Raises `frappe.ValidationError`. Old documents can still be saved: text that is already stored does not
	change (`count_stored_markup` counts it). Read-only and fetched fields, which nobody types, are made
	harmless.
	"""
	if doc.is_new() and isinstance(doc.name, str) and holds_markup(doc.name):
		_refuse(doc.name, _("Name"))
	stored = _stored_rows(doc)
	for row in (doc, *doc.get_all_children()):
		before = stored.get((row.doctype, row.name))
		for field in checked_fields(row.meta, doc.meta):
			value = row.get(field.fieldname)
			if isinstance(value, str) and value and not (before and before.get(field.fieldname) == value):
				_check(row, field, value)


def refuse_markup_in_name(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
	"""Hook before a document is renamed: refuse markup in the new name. Raises `frappe.ValidationError`."""
	if isinstance(new, str) and holds_markup(new):
		_refuse(new, _("Name"))


def clean_rich_text(html: str) -> str:
	"""The HTML without scripts, forms, styles and addresses that a browser would load.

	Frappe's sanitizer does not change valid JSON, and keeps forms and pictures, which could send requests
	with the reader's session, and styles, which change the page around the text.
	"""
	html = sanitize_html(f"<div>{html}</div>" if _is_json(html) else html)
	return only_uploaded(_ACTIVE_TAGS.sub("", html)) if "<" in html else html


def count_stored_markup() -> int:
	"""How many stored documents and rows contain markup in a plain field, from before it was refused."""
	return sum(_count(frappe.get_meta(doctype)) for doctype in _stored_doctypes())


def _stored_rows(doc: Document) -> dict[tuple[str, str], Document]:
	before = None if doc.is_new() else doc.get_doc_before_save()
	return {(row.doctype, row.name): row for row in (before, *before.get_all_children())} if before else {}


def checked_fields(meta: Meta, parent: Meta) -> list:
	"""The fields with user input of a document, or of a row in one of `parent`'s tables."""
	all_of_them = _is_checked(parent)
	return [
		field
		for field in meta.fields
		if field.fieldtype in _PLAIN | _ADDRESSES | _RICH
		and (all_of_them or field.get("is_custom_field"))
		and (meta.name, field.fieldname) not in _FRAPPE_MARKUP
	]


def is_rich(field) -> bool:
	"""Whether the field is for HTML or Markdown."""
	return field.fieldtype in _RICH


def _is_checked(meta: Meta) -> bool:
	return (
		is_ours(meta.module)
		or bool(meta.custom)
		or meta.name in _WRITTEN_BY_METHODS
		or any((rule.write or rule.create) and rule.role in _OFFICERS for rule in meta.permissions)
	)


def _check(row: Document, field, value: str) -> None:
	if (row.doctype, field.fieldname) in _BOLD_ALLOWED:
		row.set(field.fieldname, bleach.clean(value, tags={"b", "strong"}, attributes={"*": ["class"]}))
	elif is_rich(field):
		if "<" in value:
			row.set(field.fieldname, clean_rich_text(value))
	elif (field.read_only or field.fetch_from) and field.fieldtype in _PLAIN:
		row.set(field.fieldname, harmless(value))
	elif _is_invalid(field, value):
		_refuse(value, _label(row, field))


def _is_invalid(field, value: str) -> bool:
	if field.options == "Email":
		value = _ADDRESS_OF_MAIL.sub("", value)
	is_address = field.fieldtype in _ADDRESSES or (field.fieldtype == "Data" and field.options == "URL")
	return holds_markup(value) or (is_address and not _has_safe_scheme(value))


def _has_safe_scheme(address: str) -> bool:
	scheme = _SCHEME.match(address)
	return not scheme or "".join(scheme.group(1).split()).lower() in _SCHEMES


def _label(row: Document, field) -> str:
	label = _(field.label or field.fieldname)
	return _("Row {0}: {1}").format(row.idx, label) if row.get("parentfield") else label


def _refuse(text: str, label: str) -> None:
	"""Raise the error; the message does not contain the text, because messages are shown as HTML."""
	if _TAG.search(text):
		sentence = _(
			"{0}: a “<” right before a letter, “/”, “!” or “?” would be read as a web page’s code. Put a space behind it."
		)
	else:
		sentence = _(
			"{0}: this holds a program’s signs, such as “javascript:”, “onclick=” or two opening braces, or invisible characters. Take them out."
		)
	frappe.throw(sentence.format(label), title=_("Only Plain Text"))


def _is_json(text: str) -> bool:
	try:
		json.loads(text)
	except ValueError:
		return False
	return True


def _stored_doctypes() -> list[str]:
	doctypes = frappe.get_all("DocType", filters={"issingle": 0, "is_virtual": 0}, pluck="name")
	return [doctype for doctype in doctypes if frappe.db.table_exists(doctype)]


def _count(meta: Meta) -> int:
	# Rows of tables are checked like documents: custom DocTypes and those of this app.
	plain = [
		field.fieldname
		for field in checked_fields(meta, meta)
		if field.fieldtype in _PLAIN
		and field.options != "Email"
		and (meta.name, field.fieldname) not in _BOLD_ALLOWED
	]
	columns = set(frappe.db.get_table_columns(meta.name))
	names = ", ".join(f"`{fieldname}`" for fieldname in ("name", *plain) if fieldname in columns)
	if not plain:
		return 0
	statement = f"select count(*) from `tab{meta.name}` where concat_ws(' ', {names}) regexp %s"
	return frappe.db.sql(statement, f"{_TAG.pattern}|{_SCRIPT.pattern}")[0][0]
