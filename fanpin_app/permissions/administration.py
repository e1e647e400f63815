"""Who changes what holds in all districts, and the regions themselves.

Rules, levels, feeds, agencies, retention, what is opened on purpose: one change of them is felt in every district. They are
read by all who have a role for them, and changed by those whose right on them reaches everything (`permissions.postings`), in practice
administrators posted to the city. This is so for each DocType of the app whose documents lie in no place, by default, so
that a new setting is no exception. Regions are read by everybody and changed by those who reach them.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.meta import Meta

from fanpin_app.permissions.doctype_apps import is_ours
from fanpin_app.permissions.links import REGION, with_own_rule
from fanpin_app.permissions.postings import READING, covers, reaches_everything
from fanpin_app.security.roles import is_system_manager

# Its own rule in `rules.py` is about agencies, which send files and do not describe them.
HOLDS_EVERYWHERE = ("Data Feed",)


def holds_everywhere(meta: Meta) -> bool:
	"""Whether the documents of the DocType are this app's settings, lists of codes or the like."""
	if meta.name in HOLDS_EVERYWHERE:
		return True
	own = is_ours(meta.module) and not meta.custom and not meta.istable
	return own and meta.name != REGION and meta.name not in with_own_rule()


def may_change(doc: Document, right: str, user: str) -> bool:
	"""Whether the place of the user's postings allows the right on the document, where this module decides; True elsewhere."""
	if right in READING or is_system_manager(user):
		return True
	if doc.doctype == REGION:
		allowed = all(covers(code, user, REGION, right) for code in {doc.name, doc.region_code} if code)
		sentence = _("This region is not in your regions: it is changed by those who are posted there.")
	elif holds_everywhere(doc.meta):
		allowed = reaches_everything(user, doc.doctype, right)
		sentence = _("{0}: this holds in all districts, so administrators posted to the city change it.")
		sentence = sentence.format(_(doc.doctype))
	else:
		return True
	if not allowed:
		say_why(sentence)
	return allowed


def say_why(sentence: str) -> None:
	"""Show a client who asks for a change why it is refused; Frappe itself speaks of roles alone."""
	request = getattr(frappe.local, "request", None)
	if request and request.method != "GET" and frappe.flags.said_why != sentence:
		frappe.flags.said_why = sentence
		frappe.msgprint(sentence, indicator="red")
