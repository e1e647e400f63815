from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate, today

from fanpin_app.assistance.cases import surviving_case
from fanpin_app.assistance.first_help import follow_measure
from fanpin_app.verification.changes import changed_fields

if TYPE_CHECKING:
	from fanpin_app.assistance.doctype.measure_follow_up.measure_follow_up import MeasureFollowup

EDITABLE_AFTER_CLOSING = {"follow_ups", "result"}
ENDED = ("Delivered", "Stopped")


class AssistanceMeasure(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.assistance.doctype.measure_follow_up.measure_follow_up import MeasureFollowup

		agency: DF.Link | None
		amount: DF.Currency
		delivered_on: DF.Date | None
		follow_ups: DF.Table[MeasureFollowup]
		head_name: DF.Data | None
		household: DF.Link | None
		measure_type: DF.Link
		monitoring_case: DF.Link
		planned_for: DF.Date | None
		region: DF.Link | None
		result: DF.SmallText | None
		risk: DF.Link | None
		started_on: DF.Date | None
		status: DF.Literal["Planned", "Under Way", "Delivered", "Stopped"]
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_closed_case()
		self.check_labour()
		self.match_risk()
		self.complete_days()
		self.check_days()
		self.check_reported()
		self.sign_follow_ups()

	def on_update(self) -> None:
		follow_measure(self)

	def refuse_closed_case(self) -> None:
		closed_on = self.case_closed_on()
		if closed_on and changed_fields(self) - EDITABLE_AFTER_CLOSING:
			frappe.throw(
				_("The case was closed on {0}: its measures only take follow-ups and results now.").format(
					formatdate(closed_on)
				)
			)

	def case_closed_on(self) -> date | None:
		return frappe.db.get_value("Monitoring Case", surviving_case(self.monitoring_case), "closed_on")

	def check_labour(self) -> None:
		if not frappe.get_cached_value("Measure Type", self.measure_type, "needs_labour"):
			return
		if self.is_new() and frappe.db.get_value("Household", self.household, "no_labour"):
			frappe.throw(
				_(
					"“{0}” needs labour, and nobody in this household has labour capacity: choose protection."
				).format(self.measure_type)
			)

	def match_risk(self) -> None:
		answered = [row.risk for row in frappe.get_cached_doc("Measure Type", self.measure_type).risks]
		if self.risk and self.risk not in answered:
			frappe.throw(
				_("“{0}” does not answer the risk {1}: choose another measure, or another risk.").format(
					self.measure_type, frappe.db.get_value("Risk Type", self.risk, "risk_name")
				)
			)
		if not self.risk:
			case = frappe.get_doc("Monitoring Case", self.monitoring_case)
			self.risk = next(
				(row.risk for row in case.risks if not row.resolved and row.risk in answered), None
			)

	def complete_days(self) -> None:
		if self.status == "Under Way":
			self.started_on = self.started_on or today()
		if self.status == "Delivered":
			self.delivered_on = self.delivered_on or today()

	def check_days(self) -> None:
		for field in ("started_on", "delivered_on"):
			if self.get(field) and getdate(self.get(field)) > getdate(today()):
				frappe.throw(
					_("{0} is in the future: correct the day.").format(_(self.meta.get_label(field)))
				)
		if self.delivered_on and self.status not in ("Delivered", "Stopped"):
			frappe.throw(_("Delivered On is given, so the status is Delivered: choose it, or clear the day."))
		if self.started_on and self.delivered_on and getdate(self.delivered_on) < getdate(self.started_on):
			frappe.throw(
				_("Delivered On: {0} is before the measure started on {1}.").format(
					formatdate(self.delivered_on), formatdate(self.started_on)
				)
			)

	def check_reported(self) -> None:
		"""Refuse changes of what was reported: of others' follow-ups, of all once the case is closed, and of the
		result once the measure has ended."""
		before = self.get_doc_before_save()
		if not before:
			return
		is_closed = bool(self.case_closed_on())
		for row in self.changed_follow_ups(before):
			if is_closed or row.officer != frappe.session.user:
				frappe.throw(
					_(
						"Follow-ups, row {0}: what was reported stays. Until the case is closed, its officer may"
						" correct it. Add a row instead."
					).format(row.idx)
				)
		if before.result and self.result != before.result and (is_closed or before.status in ENDED):
			frappe.throw(_("The result of a measure that has ended stays. Add a follow-up instead."))

	def changed_follow_ups(self, before: AssistanceMeasure) -> list[MeasureFollowup]:
		"""The stored rows that are missing or have another day or note."""
		now = {row.name: (getdate(row.date), row.note) for row in self.follow_ups}
		return [row for row in before.follow_ups if now.get(row.name) != (getdate(row.date), row.note)]

	def sign_follow_ups(self) -> None:
		before = self.get_doc_before_save()
		signed = {row.name: row.officer for row in before.follow_ups} if before else {}
		for row in self.follow_ups:
			row.officer = signed.get(row.name, frappe.session.user)
			row.date = row.date or today()
			if getdate(row.date) > getdate(today()):
				frappe.throw(_("Follow-ups, row {0}: the day is in the future.").format(row.idx))
