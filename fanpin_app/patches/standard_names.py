"""Fields, values, documents and labels that have other names from 0.1.0 on, for the patches that rename them."""

# DocType → its fields' earlier and present names.
FIELDS = {
	"Alleviation Asset": {
		"told_last_inspection": "reported_last_inspection",
		"told_rent_overdue_days": "reported_rent_overdue_days",
		"told_idle_days": "reported_idle_days",
	},
	"Application Reading": {"what": "value_type", "column_break_whom": "column_break_person"},
	"Asset Ledger Entry": {
		"told_last_inspection": "reported_last_inspection",
		"told_rent_overdue_days": "reported_rent_overdue_days",
		"told_idle_days": "reported_idle_days",
	},
	"Batch Change": {"gone": "missing"},
	"Case Risk": {"taken_up_on": "added_on"},
	"Data Batch": {
		"times_begun": "attempts",
		"holds_corrections": "is_correction",
		"columns_told": "column_figures",
	},
	"Data Defect": {"mended_on": "resolved_on", "what_is_wrong": "issue"},
	"Export Log": {"what": "exported", "way": "method"},
	"Reveal Log": {"what": "value_type", "column_break_whom": "column_break_person"},
	"Risk Alert": {"what_was_done": "resolution"},
	"Risk Check": {"screening_due_on": "review_due_on"},
	"Risk Rule": {"mended_by": "resolved_by_tier", "mend_within_days": "resolve_within_days"},
	"Screening Part": {"defects_mended": "defects_resolved"},
	"Screening Run": {"defects_mended": "defects_resolved"},
	"Visit Finding": {"told": "description"},
}
# Earlier names that are words of a sentence as well: in free text they are fields only after a dot or in quotes.
ORDINARY_WORDS = {"gone", "told", "way", "what"}

_STAGES = {"Village Screening": "Village Review"}
# DocType → field → its earlier and present values.
VALUES = {
	"Check Step": {"from_stage": _STAGES, "to_stage": _STAGES},
	"Data Defect": {"status": {"Mended": "Resolved", "Accepted as Right": "Confirmed Correct"}},
	"Risk Check": {"stage": _STAGES, "workflow_state": _STAGES},
}

DOCUMENTS = {
	"Number Card": {"Nobody Responsible": "Unassigned"},
	"Report": {"Data Defects to Mend": "Data Defects to Resolve"},
	"Workflow State": _STAGES,
}
# The field that repeats a document's name.
TITLES = {"Number Card": "label", "Report": "report_name", "Workflow State": "workflow_state_name"}

# Shown texts for which administrators may have written translations, and which workspaces repeat.
LABELS = {
	"Accepted as Right": "Confirmed Correct",
	"And at Least So Many Names": "Minimum Number of Names",
	"As the Ledger Tells": "Reported by the Ledger",
	"At Least So Many": "Minimum Count",
	"Data Defects to Mend": "Data Defects to Resolve",
	"Files of This Period That Tell of the Same": "Files of This Period with the Same Entries",
	"First Day Told Of": "First Day Reported",
	"Gone": "Missing from File",
	"Last Day Told Of": "Last Day Reported",
	"Level Told by People": "Reported Level",
	"Mended": "Resolved",
	"Mended By": "Resolving Tier",
	"Mended Data Defects": "Resolved Data Defects",
	"Mended On": "Resolved On",
	"Name of the Responsible": "Responsible Officer",
	"Nobody Responsible": "Unassigned",
	"Risks Told": "Risks Reported",
	"Take Up": "Accept Application",
	"Taken Up On": "Added On",
	"Tier of the Responsible": "Responsible Tier",
	"Times Begun": "Attempts",
	"To Be Mended By": "To Be Resolved By",
	"To Be Mended Within Days": "To Be Resolved Within Days",
	"Told About": "Reported About",
	"Told of by Both": "Reported by Both",
	"Village Screening": "Village Review",
	"Village Screening (Days)": "Village Review (Days)",
	"Village Screening Due": "Village Review Due",
	"Way": "Export Method",
	"What People Told": "Reported Reason",
	"What Was Done": "Resolution",
	"{} to Mend": "{} to Resolve",
}
