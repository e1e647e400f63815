"""Texts that a browser or a template could run as code, in every form known to work somewhere."""

from collections.abc import Iterable, Iterator
from itertools import cycle

import frappe
from bs4 import BeautifulSoup

MARKUP = (
	'["<img src=x onerror=window.__xss=1>"]',
	'{"a": "<svg/onload=window.__xss=1>"}',
	"<svg/onload=window.__xss=1>",
	'"><script>window.__xss=1</script>',
	"</textarea><iframe srcdoc='<script>top.__xss=1</script>'>",
	"<!--<img src=x onerror=window.__xss=1>-->",
	"<?xml version='1.0'?>",
	"＜img src=x onerror=window.__xss=1＞",
	"&lt;img src=x onerror=window.__xss=1&gt;",
	"&amp;#60;img src=x&gt;",
)
CODE = (
	"' onfocus=window.__xss=1 autofocus='",
	'x" onmouseover=window.__xss=1 y="',
	"{{7*7}}",
	"{% include 'x' %}",
	"javascript:window.__xss=1",
	"JavaScript :window.__xss=1",
	"data:text/html,x",
	"a\x00b",
	"a\x1bb",
)
HARMLESS = (
	"状态 online=是",
	"收入<5000",
	"收入 <5000 且 >3000",
	"a < b & c",
	"<低保条例>第三条",
	"＜2000 元",
	"5<6",
	"R&D",
	"A&B <3",
	"他说“不去”，'再说'",
	'["一组", "二组"]',
	"{1}",
	"住院花了九千元\n想申请救助\t谢谢",
	"one = two",
	"\u202d13800131234\u202c",
)

# Written into the database without checks; each sets `top.__xss` where it runs.
STORED = (
	'["<img src=x onerror=top.__xss=1>"]',
	"<svg/onload=top.__xss=2>",
	'"><script>top.__xss=3</script>',
	"' onfocus=top.__xss=4 autofocus tabindex=1 x='",
	'" onmouseover=top.__xss=5 x="',
	"<img src=x onerror=top.__xss=6 x=",
	"zq{{7*7}}zq${7*7}zq",
	"javascript:top.__xss=8",
	"</textarea></title><iframe srcdoc=__xss>",
)
SHORT = "<svg/onload=top.__xss=9>"
TEXT = ("Data", "Small Text", "Text", "Long Text", "Autocomplete", "Phone", "Read Only")

# Records in the browser which hostile elements or attributes appear in a page, even for a moment, and where.
WATCH = r"""
if (window === top) window.__hostile = [];
{
	const ADDRESSES = ["href", "src", "action", "formaction"];
	const is_hostile = (element) => {
		const tag = element.localName;
		// Comments and mails may hold pictures.
		if (tag === "img" && element.getAttribute("src") === "x" && !element.closest(".timeline-item, .ql-editor"))
			return true;
		if (tag === "script" && element.textContent.trim().startsWith("top.__xss")) return true;
		return [...element.attributes].some(({ name, value }) =>
			value.includes("__xss") && (name.startsWith("on") || name === "srcdoc"
				|| (ADDRESSES.includes(name) && /^\s*javascript:/i.test(value))));
	};
	const place = (element) => {
		const classes = [];
		for (let each = element.parentElement; each && classes.length < 4; each = each.parentElement)
			if (each.className?.trim) classes.unshift(each.className.trim().split(/\s+/).slice(0, 2).join("."));
		return `${element.cloneNode().outerHTML.slice(0, 90)} in ${classes.join(" > ")}`;
	};
	const look = (node) => {
		if (node.nodeType !== 1) return;
		for (const element of [node, ...node.querySelectorAll("*")])
			if (is_hostile(element)) top.__hostile.push(place(element));
	};
	new MutationObserver((changes) => changes.forEach((change) => {
		change.addedNodes.forEach(look);
		if (change.type === "attributes" && is_hostile(change.target)) top.__hostile.push(place(change.target));
	})).observe(document, { subtree: true, childList: true, attributes: true });
}
"""


def fill_with_hostile_text(documents: Iterable[tuple[str, str]]) -> None:
	"""Put a hostile text into each text field of the documents and their rows, without checks, as old data may have it."""
	texts = cycle(STORED)
	for doctype, name in documents:
		next(texts)
		meta = frappe.get_meta(doctype)
		_overwrite(doctype, {"name": name}, texts)
		for table in meta.get_table_fields():
			_overwrite(table.options, {"parent": name, "parenttype": doctype}, texts)


def _overwrite(doctype: str, filters: dict, texts: Iterator[str]) -> None:
	values = {
		field.fieldname: next(texts) if not 0 < field.length < 45 else SHORT[: field.length]
		for field in frappe.get_meta(doctype).fields
		if field.fieldtype in TEXT and not field.unique and not field.is_virtual
	}
	if values:
		frappe.db.set_value(doctype, filters, values, update_modified=False)


def make_rows_without_place(excluded: Iterable[str]) -> list[tuple[str, str]]:
	"""A row of each of our DocTypes except those `excluded`, inserted without controllers."""
	modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
	filters = {"module": ("in", modules), "istable": 0, "issingle": 0, "name": ("not in", list(excluded))}
	created = []
	for doctype in frappe.get_all("DocType", filters=filters, pluck="name"):
		doc = frappe.new_doc(doctype)
		if doc.meta.autoname != "autoincrement":
			doc.name = f"hostile-{frappe.scrub(doctype)}"
		for field in doc.meta.get("fields", {"unique": 1, "fieldtype": "Data"}):
			doc.set(field.fieldname, doc.name)
		doc.db_insert()
		for table in doc.meta.get_table_fields():
			row = frappe.new_doc(table.options)
			row.update({"parent": doc.name, "parenttype": doctype, "parentfield": table.fieldname, "idx": 1})
			row.db_insert()
		created.append((doctype, doc.name))
	return created


def delete_rows(documents: Iterable[tuple[str, str]]) -> None:
	"""Delete them without controllers, which fail on such names."""
	for doctype, name in documents:
		for table in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(table.options, {"parenttype": doctype, "parent": name})
		frappe.db.delete(doctype, {"name": name})
	frappe.db.commit()


def make_related_documents(doctype: str, name: str) -> list[tuple[str, str]]:
	"""Everything that officers may add to a document: comments, mails, versions, files, assignments, tags."""
	created = []
	reference = {"reference_doctype": doctype, "reference_name": name}
	attached = {"attached_to_doctype": doctype, "attached_to_name": name, "is_private": 1}
	for number, text in enumerate(STORED):
		changed = frappe.as_json({"changed": [["address", text, text[::-1]], ["group_name", "", text]]})
		for values in (
			{
				"doctype": "Comment",
				"comment_type": "Comment",
				"content": text,
				"comment_by": text,
				**reference,
			},
			{"doctype": "Comment", "comment_type": "Info", "content": text, "comment_by": text, **reference},
			{
				"doctype": "Communication",
				"communication_type": "Communication",
				"communication_medium": "Email",
				"subject": text,
				"content": text,
				"sender": "a@fanpin.example",
				"sender_full_name": text,
				**reference,
			},
			{"doctype": "Version", "ref_doctype": doctype, "docname": name, "data": changed},
			{"doctype": "File", "file_name": text, "file_url": f"/private/files/{number}.txt", **attached},
			{
				"doctype": "ToDo",
				"description": text,
				"status": "Open",
				"allocated_to": "Administrator",
				"reference_type": doctype,
				"reference_name": name,
			},
		):
			doc = frappe.get_doc(values)
			doc.set_new_name()
			doc.db_insert()
			created.append((doc.doctype, doc.name))
	tags = ",".join(text.replace(",", "") for text in STORED)
	frappe.db.set_value(doctype, name, "_user_tags", f",{tags}", update_modified=False)
	return created


def hostile_elements(html: str) -> list[str]:
	"""The elements of a server-rendered page that come from the texts above."""
	page = BeautifulSoup(html, "html.parser")
	return [str(element)[:120] for element in page.find_all(True) if _is_hostile(element)]


def _is_hostile(element) -> bool:
	if element.get("src") == "x" or (
		element.name == "script" and element.text.strip().startswith("top.__xss")
	):
		return True
	return any(
		"__xss" in str(value) and (name.startswith("on") or name == "srcdoc" or _runs(name, str(value)))
		for name, value in element.attrs.items()
	)


def _runs(name: str, value: str) -> bool:
	return name in ("href", "src", "action") and value.strip().lower().startswith("javascript:")
