"""The desk offers no form and no button for a change that the server would refuse.

Frappe computes the permissions that a form or list shows from roles alone.
"""

import frappe
import frappe.desk.form.load
from frappe.model.document import Document
from frappe.permissions import get_doc_permissions

from fanpin_app.permissions.administration import is_citywide
from fanpin_app.permissions.postings import reaches_everything
from fanpin_app.security.roles import is_system_manager

CHANGES = ("write", "delete", "submit", "cancel", "amend")
# Lists of DocTypes in the boot data that concern changes, with the right of each.
BOOT_LISTS = {"can_create": "create", "can_write": "write", "can_delete": "delete", "can_import": "create"}


def install() -> None:
	"""Hook before every request: replace the function that forms call, in all versions."""
	frappe.desk.form.load.get_doc_permissions = form_permissions


def form_permissions(doc: Document, *args, **options) -> dict[str, int]:
	"""Replaces `get_doc_permissions` in the module of forms: `has_permission` hooks decide on each change
	too."""
	permissions = get_doc_permissions(doc, *args, **options)
	messages, explained = list(frappe.local.message_log), frappe.flags.explained_refusal
	for right in CHANGES:
		if permissions.get(right) and frappe.permissions.has_controller_permissions(doc, right) is False:
			permissions[right] = 0
	# The user asked for none of these rights, so no message is shown.
	frappe.local.message_log, frappe.flags.explained_refusal = messages, explained
	return permissions


def remove_from_boot(bootinfo: frappe._dict) -> None:
	"""Hook on the boot data: remove citywide DocTypes that the user may not change."""
	if is_system_manager():
		return
	for listed, right in BOOT_LISTS.items():
		bootinfo.user[listed] = [
			doctype for doctype in bootinfo.user.get(listed) or [] if _may_somewhere(doctype, right)
		]


def _may_somewhere(doctype: str, right: str) -> bool:
	return not is_citywide(frappe.get_meta(doctype)) or reaches_everything(None, doctype, right)
