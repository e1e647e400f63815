import frappe
from frappe import _
from frappe.model.document import Document


class StatutoryClock(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.verification.doctype.pause_reason.pause_reason import PauseReason
		from fanpin_app.verification.doctype.statutory_term.statutory_term import StatutoryTerm

		basis: DF.SmallText | None
		elimination_notice_days: DF.Int
		measures_within_days: DF.Int
		notice_days: DF.Int
		papers_days: DF.Int
		pause_reasons: DF.Table[PauseReason]
		review_after_months: DF.Int
		terms: DF.Table[StatutoryTerm]
		watch_months: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		self._check_terms()
		self._check_pause_reasons()

	def _check_terms(self) -> None:
		seen = set()
		for row in self.terms:
			key = (row.step, row.purpose or "", row.channel or "")
			if key in seen:
				frappe.throw(
					_(
						"Time Limits, row {0}: there is another row for this step, purpose and channel."
					).format(row.idx)
				)
			if row.remind_before > row.days:
				frappe.throw(
					_("Time Limits, row {0}: the reminder is before the step begins.").format(row.idx)
				)
			seen.add(key)

	def _check_pause_reasons(self) -> None:
		seen = set()
		for row in self.pause_reasons:
			if (row.reason, row.step or "") in seen:
				frappe.throw(_("Reasons for a Pause, row {0}: the reason is listed twice.").format(row.idx))
			seen.add((row.reason, row.step or ""))
