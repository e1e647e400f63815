"""Who may change regions, and settings that apply to every district.

Rules, levels, feeds, agencies, retention and opened endpoints affect every district. Everyone with a role for
them may read them; only users whose right on them covers the whole city (`permissions.postings`) may change
them, in practice administrators posted to the city. By default this applies to every DocType of the app whose
documents have no region, so that a new setting is protected too. Everyone reads regions; users posted to a
region change it.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.meta import Meta

from fanpin_app.permissions.doctype_apps import is_ours
from fanpin_app.permissions.links import REGION, doctypes_with_rule
from fanpin_app.permissions.postings import READING, covers, reaches_everything
from fanpin_app.security.roles import is_system_manager

# `rules.py` has a rule for it too, but that only limits agencies, which send files and do not describe them.
CITYWIDE = ("Data Feed",)


def is_citywide(meta: Meta) -> bool:
	"""Whether documents of the DocType apply to every district: settings and code lists of this app."""
	if meta.name in CITYWIDE:
		return True
	own = is_ours(meta.module) and not meta.custom and not meta.istable
	return own and meta.name != REGION and meta.name not in doctypes_with_rule()


def may_change(doc: Document, right: str, user: str) -> bool:
	"""Whether the user's postings allow the right on a region or a citywide document.

	True for all other documents.
	"""
	if right in READING or is_system_manager(user):
		return True
	if doc.doctype == REGION:
		allowed = all(
			covers(code, user, REGION, right) for code in {doc.name, doc.get("region_code")} if code
		)
		sentence = _("This region is not in your regions: it is changed by those who are posted there.")
	elif is_citywide(doc.meta):
		allowed = reaches_everything(user, doc.doctype, right)
		sentence = _("{0}: this holds in all districts, so administrators posted to the city change it.")
		sentence = sentence.format(_(doc.doctype))
	else:
		return True
	if not allowed:
		explain_refusal(sentence)
	return allowed


def explain_refusal(sentence: str) -> None:
	"""Show the reason for a refused change, once per request. Frappe's own message only mentions roles."""
	request = getattr(frappe.local, "request", None)
	if request and request.method != "GET" and frappe.flags.explained_refusal != sentence:
		frappe.flags.explained_refusal = sentence
		frappe.msgprint(sentence, indicator="red")
