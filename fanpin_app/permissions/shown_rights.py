"""The desk shows what the server allows: no form to fill in, and no button, for a change that would be refused.

Frappe tells a form what its reader may do with the document by the roles alone, and a list by the roles of the DocType.
"""

import frappe
import frappe.desk.form.load
from frappe.model.document import Document
from frappe.permissions import get_doc_permissions

from fanpin_app.permissions.administration import holds_everywhere
from fanpin_app.permissions.postings import reaches_everything
from fanpin_app.security.roles import is_system_manager

CHANGES = ("write", "delete", "submit", "cancel", "amend")
# Of the desk's lists of DocTypes, those of changes, with the right that each is about.
OF_BOOT = {"can_create": "create", "can_write": "write", "can_delete": "delete", "can_import": "create"}


def install() -> None:
	"""Before every request: forms ask below, in all versions."""
	frappe.desk.form.load.get_doc_permissions = permissions_of_form


def permissions_of_form(doc: Document, *args, **options) -> dict[str, int]:
	"""In the place of `get_doc_permissions` in the module of forms: each change is asked of the hooks `has_permission` too."""
	permissions = get_doc_permissions(doc, *args, **options)
	said, why = list(frappe.local.message_log), frappe.flags.said_why
	for right in CHANGES:
		if permissions.get(right) and frappe.permissions.has_controller_permissions(doc, right) is False:
			permissions[right] = 0
	# A right that nobody has asked for is refused without a word.
	frappe.local.message_log, frappe.flags.said_why = said, why
	return permissions


def take_from_boot(bootinfo: frappe._dict) -> None:
	"""Hook on the data that the desk starts with: what holds in all districts is made and changed by who reaches them."""
	if is_system_manager():
		return
	for listed, right in OF_BOOT.items():
		bootinfo.user[listed] = [
			doctype for doctype in bootinfo.user.get(listed) or [] if _may_somewhere(doctype, right)
		]


def _may_somewhere(doctype: str, right: str) -> bool:
	return not holds_everywhere(frappe.get_meta(doctype)) or reaches_everything(None, doctype, right)
