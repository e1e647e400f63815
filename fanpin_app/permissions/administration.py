"""Who may change regions, postings, and settings that apply to every district.

Rules, levels, feeds, agencies, retention and opened endpoints affect every district. Everyone with a role for
them may read them; only users whose right on them covers the whole city (`permissions.postings`) may change
them, in practice administrators posted to the city. By default this applies to every DocType of the app whose
documents have no region, so that a new setting is protected too. Everyone reads regions; users posted to a
region change it.

A posting is given, changed and ended by administrators of the whole office that its duty acts for, and of one's own
account by nobody (docs/decisions/0018). System Managers are not limited.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.meta import Meta
from frappe.utils import cstr, getdate, today

from fanpin_app.permissions.doctype_apps import is_ours
from fanpin_app.permissions.links import REGION, doctypes_with_rule
from fanpin_app.permissions.postings import READING, covers, office_region, reaches_everything
from fanpin_app.security.roles import is_system_manager

# `rules.py` has a rule for it too, but that only limits agencies, which send files and do not describe them.
CITYWIDE = ("Data Feed",)
POSTING = "Officer Posting"


def is_citywide(meta: Meta) -> bool:
	"""Whether documents of the DocType apply to every district: settings and code lists of this app."""
	if meta.name in CITYWIDE:
		return True
	own = is_ours(meta.module) and not meta.custom and not meta.istable
	return own and meta.name != REGION and meta.name not in doctypes_with_rule()


def may_change(doc: Document, right: str, user: str) -> bool:
	"""Whether the user's postings allow the right on a region, a posting or a citywide document.

	True for all other documents.
	"""
	if right in READING or is_system_manager(user):
		return True
	if objection := _objection(doc, right, user):
		explain_refusal(objection)
	return not objection


def _objection(doc: Document, right: str, user: str) -> str | None:
	"""The reason why the user may not change the document, as a sentence; None if there is none."""
	if doc.doctype == REGION:
		if not all(covers(code, user, REGION, right) for code in {doc.name, doc.get("region_code")} if code):
			return _("This region is not in your regions: it is changed by those who are posted there.")
	elif doc.doctype == POSTING:
		return _objection_to_posting(doc, right, user)
	elif is_citywide(doc.meta) and not reaches_everything(user, doc.doctype, right):
		sentence = _("{0}: this holds in all districts, so administrators posted to the city change it.")
		return sentence.format(_(doc.doctype))
	return None


def _objection_to_posting(posting: Document, right: str, user: str) -> str | None:
	"""The same of a posting, both as stored and as it is about to be stored."""
	stored = posting.name and frappe.db.get_value(
		POSTING, posting.name, ("user", "duty", "region", "agency", "from_date", "to_date"), as_dict=True
	)
	versions = [stored, posting] if stored else [posting]
	if user in {_account(version.get("user")) for version in versions}:
		if not (right == "write" and stored and _is_at_most_ended(posting, stored)):
			return _("Your own postings are given, changed and prolonged by others: you may only end them.")
	if not all(covers(office, user, POSTING, right) for office in map(_office, versions)):
		return _(
			"Postings of this duty are given and ended by administrators of the whole town, district or city."
		)
	if right == "create" and (end := posting.get("to_date")) and getdate(end) < getdate(today()):
		return _("The posting has ended already: check To Date.")
	return None


def _office(posting: Document | frappe._dict) -> str:
	# Frappe removes spaces around the option of a Select after it has checked the right.
	return office_region(cstr(posting.get("duty")).strip(), posting.get("region") or "")


def _account(user: str | None) -> str | None:
	"""The name of the account as stored: the database finds it in other spellings too."""
	return frappe.db.get_value("User", user, "name") if user else None


def _is_at_most_ended(posting: Document, stored: frappe._dict) -> bool:
	"""Whether the posting differs from the stored one only in an earlier end, if at all."""
	if any(cstr(posting.get(term)) != cstr(stored[term]) for term in ("user", "duty", "region", "agency")):
		return False
	if getdate(posting.get("from_date")) != getdate(stored.from_date):
		return False
	end = posting.get("to_date")
	return not stored.to_date or bool(end and getdate(end) <= getdate(stored.to_date))


def explain_refusal(sentence: str) -> None:
	"""Show the reason for a refused change, once per request. Frappe's own message only mentions roles."""
	request = getattr(frappe.local, "request", None)
	if request and request.method != "GET" and frappe.flags.explained_refusal != sentence:
		frappe.flags.explained_refusal = sentence
		frappe.msgprint(sentence, indicator="red")
