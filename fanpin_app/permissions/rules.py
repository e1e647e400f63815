"""Which documents a user sees: the rule of each DocType whose documents not all of its readers may see.

`hooks.py` registers the rules with Frappe: for lists (SQL conditions) and for single documents. DocTypes without
a rule are limited by what their documents link to (`linked_documents.py`).
"""

from typing import NamedTuple

EVERY_DOCTYPE = "*"


class Rule(NamedTuple):
	"""`lists`: the function that takes user and DocType and returns the SQL condition of its lists; `documents`: the
	function that takes document, right and user and returns whether the user has the right, or False if they have
	not. `parent`: of rows, the DocType whose tables hold them. `reference`: the fields with DocType and name of the
	document that each document refers to.
	"""

	lists: str | None = None
	documents: str | None = None
	parent: str | None = None
	reference: tuple[str, str] | None = None


# Documents in regions of the user's postings, or about a household that the user is paired with.
BY_REGION = Rule(
	"fanpin_app.permissions.scope.region_condition",
	"fanpin_app.permissions.scope.has_permission",
)
# Documents that apply to a region and all regions below it.
BY_LINEAGE = Rule(
	"fanpin_app.permissions.scope.lineage_condition",
	"fanpin_app.permissions.scope.has_permission_by_lineage",
)
# Documents of a region that are given to an office in it or to an agency, which may read them.
OF_OFFICE = Rule(
	"fanpin_app.permissions.scope.office_condition",
	"fanpin_app.permissions.scope.has_permission_of_office",
)
# Views, logs and settings of one user, which Frappe also shows to other users.
OF_ONE_USER = Rule(
	"fanpin_app.security.documents.own_rows.condition",
	"fanpin_app.security.documents.own_rows.has_permission",
)
OWN_DOCUMENT = Rule(documents="fanpin_app.security.documents.own_rows.has_permission")


def rows_of(parent: str) -> Rule:
	"""Rows of documents that the user sees. Frappe checks single rows by their documents."""
	return Rule("fanpin_app.permissions.scope.rows_condition", parent=parent)


RULES: dict[str, Rule] = {
	EVERY_DOCTYPE: Rule(
		"fanpin_app.permissions.linked_documents.condition",
		"fanpin_app.permissions.linked_documents.has_permission",
	),
	"Household": BY_REGION,
	"Household Member": rows_of("Household"),
	"Income Statement": BY_REGION,
	"Data Authorization": BY_REGION,
	"Authorized Agency": rows_of("Data Authorization"),
	"Reveal Log": BY_REGION,
	"Export Log": Rule(
		"fanpin_app.registry.doctype.export_log.export_log.get_permission_query_conditions",
		"fanpin_app.registry.doctype.export_log.export_log.has_permission",
	),
	"Registry Change": BY_REGION,
	"Changed Household": rows_of("Registry Change"),
	"Changed Member": rows_of("Registry Change"),
	"Changed Income": rows_of("Registry Change"),
	"Changed Document": rows_of("Registry Change"),
	"Officer Posting": BY_REGION,
	"Posting Handover": Rule(
		"fanpin_app.permissions.scope.handover_condition",
		"fanpin_app.permissions.scope.has_handover_permission",
	),
	"Handed Over Document": rows_of("Posting Handover"),
	"Data Feed": Rule(
		"fanpin_app.permissions.scope.feed_condition",
		"fanpin_app.permissions.scope.has_feed_permission",
	),
	"Feed Column": rows_of("Data Feed"),
	"Data Batch": Rule(
		"fanpin_app.discovery.loading.batch_access.condition",
		"fanpin_app.discovery.loading.batch_access.has_permission",
	),
	"Batch Change": rows_of("Data Batch"),
	"Batch Column": rows_of("Data Batch"),
	"Batch Earlier File": rows_of("Data Batch"),
	"Batch Name": rows_of("Data Batch"),
	"Batch Refusal": rows_of("Data Batch"),
	"Batch Total": rows_of("Data Batch"),
	"Household Visit": BY_REGION,
	"Visit Finding": rows_of("Household Visit"),
	"Service Application": BY_REGION,
	"Application Risk": rows_of("Service Application"),
	"Application Reading": BY_REGION,
	"Indicator Record": BY_REGION,
	"Risk Finding": BY_REGION,
	"Risk Alert": BY_REGION,
	"Alert Escalation": rows_of("Risk Alert"),
	"Data Defect": BY_REGION,
	"Risk Check": BY_REGION,
	"Check Objection": rows_of("Risk Check"),
	"Check Pause": rows_of("Risk Check"),
	"Check Situation": rows_of("Risk Check"),
	"Check Step": rows_of("Risk Check"),
	"Monitoring Case": BY_REGION,
	"Case Risk": rows_of("Monitoring Case"),
	"Assistance Measure": BY_REGION,
	"Measure Follow-up": rows_of("Assistance Measure"),
	"Helper Pairing": BY_REGION,
	"Alleviation Asset": BY_REGION,
	"Asset Unit": rows_of("Alleviation Asset"),
	"Asset Inspection": BY_REGION,
	"Asset Ledger Entry": BY_REGION,
	"Asset Lease": BY_REGION,
	"Asset Rent": rows_of("Asset Lease"),
	"Policy Acknowledgement": BY_REGION,
	"Leading Group": BY_LINEAGE,
	"Leading Group Member": rows_of("Leading Group"),
	"Coordination Meeting": BY_REGION,
	"Meeting Agenda Item": rows_of("Coordination Meeting"),
	"Meeting Attendance": rows_of("Coordination Meeting"),
	"Meeting Decision": OF_OFFICE,
	"Monitoring Standard": BY_LINEAGE,
	"Screening Run": BY_LINEAGE,
	"Screening Part": rows_of("Screening Run"),
	"File": Rule(
		"fanpin_app.security.files.private_files.query_conditions",
		"fanpin_app.security.files.private_files.has_permission",
		reference=("attached_to_doctype", "attached_to_name"),
	),
	"Tag": Rule("fanpin_app.permissions.tags.condition", "fanpin_app.permissions.tags.has_permission"),
	"Tag Link": Rule(
		"fanpin_app.permissions.tags.link_condition",
		"fanpin_app.permissions.tags.has_permission",
		reference=("document_type", "document_name"),
	),
	"Workflow Action": Rule(
		"fanpin_app.permissions.scope.companions_condition",
		reference=("reference_doctype", "reference_name"),
	),
	"Custom HTML Block": OF_ONE_USER._replace(lists="fanpin_app.security.documents.shared_views.block"),
	"Dashboard Chart": OF_ONE_USER._replace(lists="fanpin_app.security.documents.shared_views.chart"),
	"Event": OF_ONE_USER._replace(lists="fanpin_app.security.documents.shared_views.event"),
	"Kanban Board": OF_ONE_USER._replace(lists="fanpin_app.security.documents.shared_views.board"),
	"List Filter": OF_ONE_USER._replace(lists="fanpin_app.security.documents.shared_views.list_filter"),
	"Note": OF_ONE_USER._replace(lists="fanpin_app.security.documents.shared_views.note"),
	"Number Card": OF_ONE_USER._replace(lists="fanpin_app.security.documents.shared_views.card"),
	"Report": OF_ONE_USER._replace(lists="fanpin_app.security.documents.shared_views.report"),
	"Dashboard Settings": OF_ONE_USER,
	"Energy Point Log": OF_ONE_USER,
	"Prepared Report": OF_ONE_USER,
	"Document Follow": OWN_DOCUMENT,
	"Notification Log": OWN_DOCUMENT,
	"Notification Settings": OWN_DOCUMENT,
	"User": OWN_DOCUMENT,
}

# The hooks of Frappe with these names.
permission_query_conditions = {doctype: rule.lists for doctype, rule in RULES.items() if rule.lists}
has_permission = {doctype: rule.documents for doctype, rule in RULES.items() if rule.documents}
