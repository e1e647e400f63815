import frappe
from frappe.utils import now

from fanpin_app.registry.growing_log import GrowingLog
from fanpin_app.scope import WHOLE, covers, prefixes


class ExportLog(GrowingLog):
	def before_insert(self) -> None:
		self.user = frappe.session.user
		self.officer_name = frappe.db.get_value("User", self.user, "full_name")
		self.exported_on = now()
		self.request_address = getattr(frappe.local, "request_ip", None)


def get_permission_query_conditions(user: str | None = None) -> str:
	"""The exports of those who are or were posted to a region of the reader's."""
	allowed = prefixes(user)
	if WHOLE in allowed:
		return ""
	if not allowed:
		return "1=0"
	posted = " or ".join(f"`region` like {frappe.db.escape(prefix + '%')}" for prefix in allowed)
	return f"`tabExport Log`.`user` in (select `user` from `tabOfficer Posting` where {posted})"


def has_permission(doc: ExportLog, ptype: str | None = None, user: str | None = None) -> bool:
	regions = frappe.get_all("Officer Posting", filters={"user": doc.user}, pluck="region")
	return user == "Administrator" or any(covers(region, user) for region in regions)
