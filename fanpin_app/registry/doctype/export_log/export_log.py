import frappe
from frappe.utils import now

from fanpin_app.permissions.scope import WHOLE, prefixes
from fanpin_app.registry.personal_data.append_only_log import AppendOnlyLog

# The exporter's posting on the day of the export.
POSTING_AT_EXPORT = """
	posting.`user` = `tabExport Log`.`user` and posting.`from_date` <= date(`tabExport Log`.`exported_on`)
	and (posting.`to_date` is null or posting.`to_date` >= date(`tabExport Log`.`exported_on`))
"""


class ExportLog(AppendOnlyLog):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		exported: DF.Data | None
		exported_on: DF.Datetime | None
		file_type: DF.Data | None
		filters: DF.SmallText | None
		method: DF.Data | None
		officer_name: DF.Data | None
		request_address: DF.Data | None
		user: DF.Link | None
	# end: auto-generated types

	def before_insert(self) -> None:
		self.user = frappe.session.user
		self.officer_name = frappe.db.get_value("User", self.user, "full_name")
		self.exported_on = now()
		self.request_address = getattr(frappe.local, "request_ip", None)


def get_permission_query_conditions(user: str | None = None) -> str:
	"""Exports by officers whose postings on the day of the export were all in the reader's regions."""
	allowed = prefixes(user)
	if WHOLE in allowed:
		return ""
	if not allowed:
		return "1=0"
	within = " or ".join(f"posting.`region` like {frappe.db.escape(prefix + '%')}" for prefix in allowed)
	posted = f"exists (select 1 from `tabOfficer Posting` posting where {POSTING_AT_EXPORT}"
	return f"({posted}) and not {posted} and not ({within})))"


def has_permission(doc: ExportLog, ptype: str | None = None, user: str | None = None) -> bool:
	condition = get_permission_query_conditions(user) or "1=1"
	return bool(frappe.db.sql(f"select 1 from `tabExport Log` where `name` = %s and {condition}", doc.name))
