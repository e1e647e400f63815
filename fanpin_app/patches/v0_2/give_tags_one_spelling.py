"""Tags had the spelling and the name of the user who wrote them first; now they have one spelling and no author
(`permissions/tags.py`)."""

import frappe

from fanpin_app.permissions.tags import AUTHOR, TIME, spelling


def execute() -> None:
	for tag in frappe.get_all("Tag", pluck="name"):
		if (spelt := spelling(tag)) != tag:
			_respell(tag, spelt)
	anonymous = {
		"owner": AUTHOR,
		"modified_by": AUTHOR,
		"creation": TIME,
		"modified": TIME,
		"_liked_by": None,
	}
	frappe.db.set_value("Tag", {"name": ("is", "set")}, anonymous, update_modified=False)


def _respell(tag: str, spelt: str) -> None:
	documents = frappe.get_all("Tag Link", {"tag": tag}, ["document_type", "document_name"])
	if frappe.db.exists("Tag", spelt) in (None, tag):
		frappe.db.set_value("Tag", tag, "name", spelt, update_modified=False)
	else:
		frappe.db.delete("Tag", {"name": tag})
	frappe.db.set_value("Tag Link", {"tag": tag}, "tag", spelt, update_modified=False)
	for document in documents:
		tags = frappe.get_all("Tag Link", document, pluck="tag", order_by="creation")
		column = "," + ",".join(dict.fromkeys(tags))
		frappe.db.set_value(
			document.document_type, document.document_name, "_user_tags", column, update_modified=False
		)
