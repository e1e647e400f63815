"""Files that an agency's system sends by itself, each in one request, by the key of its data officer."""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.discovery.loading import hash_of, keep_file

# What is on its way or has come is not taken a second time: a system that got no answer asks again.
TAKEN = ("Queued", "Loading", "Compared", "Loaded")


@frappe.whitelist(methods=["POST"])
def push_file(
	feed: str, period: str | None = None, replaces: str | None = None, holds_corrections: bool = False
) -> dict[str, str]:
	"""Take the request's `file` (multipart) as a batch of the feed, to be loaded; returns its name and status.

	`period`: the month (202610) or year, read from the file's name where it is left out. `replaces`: the batch whose place
	it takes, and `holds_corrections`: that it is the corrected error workbook of that batch. Sent again, the batch that
	holds the file already is told. Raises `frappe.PermissionError` for who may not send files of the feed.
	"""
	batch = frappe.get_doc(
		{
			"doctype": "Data Batch",
			"feed": feed,
			"period": period,
			"replaces": replaces,
			"holds_corrections": int(holds_corrections),
		}
	)
	batch.check_permission("create")
	name, content = _sent_file()
	taken = _taken_before(feed, content) or _take(batch, name, content)
	return {"batch": taken.name, "status": taken.status}


def _sent_file() -> tuple[str, bytes]:
	file = frappe.request.files.get("file") if frappe.request else None
	if not file or not file.filename:
		frappe.throw(_("Send the file as the part named “file” of a multipart/form-data request."))
	return file.filename, file.stream.read()


def _taken_before(feed: str, content: bytes) -> frappe._dict | None:
	same = {"feed": feed, "content_hash": hash_of(content), "status": ("in", TAKEN)}
	return frappe.db.get_value("Data Batch", same, ["name", "status"], as_dict=True)


def _take(batch: Document, name: str, content: bytes) -> Document:
	file = keep_file(name, content)
	batch.update({"file": file.file_url, "file_name": name})
	batch.insert()
	file.db_set(
		{"attached_to_doctype": "Data Batch", "attached_to_name": batch.name, "attached_to_field": "file"}
	)
	return batch
