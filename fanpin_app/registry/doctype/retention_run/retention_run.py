from fanpin_app.registry.personal_data.append_only_log import AppendOnlyLog


class RetentionRun(AppendOnlyLog):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.registry.doctype.retention_count.retention_count import RetentionCount

		closed_after_years: DF.Int
		counts: DF.Table[RetentionCount]
		finished_on: DF.Datetime | None
		left_after_years: DF.Int
		started_on: DF.Datetime | None
	# end: auto-generated types
