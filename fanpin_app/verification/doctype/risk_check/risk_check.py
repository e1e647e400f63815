import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate, now_datetime, today

from fanpin_app.database.locking import latest, lock
from fanpin_app.verification import alerts, officers, papers, requirements, rights, situations, stages
from fanpin_app.verification.changes import changed_fields, keep_as_stored
from fanpin_app.verification.clock import papers_due
from fanpin_app.verification.clocks import dues
from fanpin_app.verification.facts import digests
from fanpin_app.verification.facts.at_start import record_facts

PAST_DAYS = (
	*("started_on", "visited_on", "appraised_on", "hung_on", "taken_down_on"),
	*("verified_on", "decided_on"),
)


class RiskCheck(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.verification.doctype.check_objection.check_objection import CheckObjection
		from fanpin_app.verification.doctype.check_pause.check_pause import CheckPause
		from fanpin_app.verification.doctype.check_situation.check_situation import CheckSituation
		from fanpin_app.verification.doctype.check_step.check_step import CheckStep

		alert: DF.Link | None
		appraisal_minutes: DF.Text | None
		appraisal_photo: DF.AttachImage | None
		appraisal_place: DF.Data | None
		appraised_on: DF.Date | None
		days_taken: DF.Int
		decided_household: DF.Link | None
		decided_on: DF.Date | None
		decided_region: DF.Link | None
		determined_kind: DF.Literal["", "Unstable Formerly Poor", "Marginal", "Sudden Hardship"]
		district_opinion: DF.SmallText | None
		due_on: DF.Date | None
		elimination_mode: DF.Literal["", "By Help", "By Itself"]
		green_lane: DF.Literal["", "Disaster", "Accident"]
		green_lane_reason: DF.SmallText | None
		head_name: DF.Data | None
		household: DF.Link
		hung_by: DF.Data | None
		hung_on: DF.Date | None
		income_known: DF.Check
		income_line: DF.Currency
		income_per_head: DF.Currency
		notice_from: DF.Date | None
		notice_place: DF.Data | None
		notice_to: DF.Date | None
		objections: DF.Table[CheckObjection]
		papers_due_on: DF.Date | None
		pauses: DF.Table[CheckPause]
		people: DF.Int
		purpose: DF.Literal["Inclusion", "Elimination"]
		refusal_reason: DF.SmallText | None
		region: DF.Link | None
		relapse_of: DF.Link | None
		remind_on: DF.Date | None
		reminder: DF.Literal["", "Before", "Due", "Overdue"]
		review_due_on: DF.Date | None
		second_surveyor: DF.Link | None
		second_surveyor_name: DF.Data | None
		situations: DF.Table[CheckSituation]
		stage: DF.Literal[
			"Village Review", "Town Verification", "District Determination", "Approved", "Rejected"
		]
		started_on: DF.Date
		step_due_on: DF.Date | None
		step_remind_on: DF.Date | None
		step_reminder: DF.Literal["", "Before", "Due", "Overdue"]
		steps: DF.Table[CheckStep]
		suggested_kind: DF.Literal["", "Unstable Formerly Poor", "Marginal", "Sudden Hardship"]
		taken_down_by: DF.Data | None
		taken_down_on: DF.Date | None
		town_opinion: DF.SmallText | None
		verified_on: DF.Date | None
		village_opinion: DF.SmallText | None
		visited_on: DF.Date | None
		votes_against: DF.Int
		votes_for: DF.Int
		votes_present: DF.Int
		workflow_state: DF.Link | None
	# end: auto-generated types

	def onload(self) -> None:
		self.set_onload("takes_photos", officers.policy().appraisal_photo)

	def before_insert(self) -> None:
		lock("Household", self.household)

	def validate(self) -> None:
		self.stage = stages.stage_of(self)
		self.refuse_changes_after_decision()
		rights.check_transition(self)
		rights.check_changes(self)
		if self.is_new():
			self.set_initial_values()
		self.set_papers_due()
		dues.follow_channel(self)
		self.check_days()
		officers.check_second_surveyor(self)
		papers.check_photo(self)
		if self.purpose == "Inclusion":
			situations.add_missing_rows(self)
		self.record_transition()

	def after_insert(self) -> None:
		if self.purpose == "Inclusion":
			alerts.put_under_check(self)

	def on_update(self) -> None:
		before = self.get_doc_before_save()
		if before and stages.is_forward(before.stage, self.stage):
			digests.record(self)
		if self.purpose != "Inclusion":
			return
		if stages.just_reached(self, stages.APPROVED):
			alerts.confirm(self)
		elif stages.just_reached(self, stages.REJECTED):
			alerts.dismiss(self)

	def refuse_changes_after_decision(self) -> None:
		before = self.get_doc_before_save()
		if not before or before.stage not in stages.FINAL:
			return
		changed = changed_fields(self)
		if not changed:
			keep_as_stored(self)
		changed -= stages.workflow_fields(self) | rights.written_by_functions(self)
		if self.stage != before.stage or changed:
			frappe.throw(
				_("This check was determined on {0} and stays as it is. Start a new check instead.").format(
					formatdate(before.decided_on)
				)
			)

	def set_initial_values(self) -> None:
		self.refuse_second_check()
		self.refuse_wrong_household()
		dues.set_clocks(self)
		record_facts(self)

	def refuse_second_check(self) -> None:
		running = {
			"household": self.household,
			"purpose": self.purpose,
			"stage": ("not in", stages.FINAL),
		}
		for other in latest("Risk Check", running, ("name", "stage")):
			frappe.throw(
				_("The household is being checked already: go on with {0}, which is at the step {1}.").format(
					other.name, _(other.stage)
				)
			)

	def refuse_wrong_household(self) -> None:
		monitored = lock("Household", self.household, "monitored")
		if self.purpose == "Inclusion" and monitored:
			frappe.throw(
				_("The household is monitored already: take the new risk up in its Monitoring Case.")
			)
		if self.purpose == "Elimination" and not monitored:
			frappe.throw(_("The household is not monitored, so there is nothing to eliminate."))
		if self.alert and frappe.db.get_value("Risk Alert", self.alert, "household") != self.household:
			frappe.throw(_("Risk Alert {0} is about another household.").format(self.alert))

	def set_papers_due(self) -> None:
		if not papers.is_green_lane(self):
			self.papers_due_on = None
		elif not self.papers_due_on:
			self.papers_due_on = papers_due(self.started_on)

	def check_days(self) -> None:
		for field in PAST_DAYS:
			if self.get(field) and getdate(self.get(field)) > getdate(today()):
				frappe.throw(
					_("{0} is in the future: correct the day.").format(_(self.meta.get_label(field)))
				)
		if self.decided_on and getdate(self.decided_on) < getdate(self.started_on):
			frappe.throw(
				_("Determined On: {0} is before the check started on {1}.").format(
					formatdate(self.decided_on), formatdate(self.started_on)
				)
			)

	def record_transition(self) -> None:
		before = self.get_doc_before_save()
		if not before or before.stage == self.stage:
			return
		if before.stage == stages.TOWN and stages.is_forward(before.stage, self.stage):
			self.verified_on = self.verified_on or today()
		if self.stage in stages.FINAL:
			self.decided_on = self.decided_on or today()
		if unmet := requirements.unmet_requirements(self, before.stage, self.stage):
			frappe.throw(unmet, title=_("The check cannot move on yet"), as_list=True)
		finished = dues.finish_step(self, before.stage)
		self.append(
			"steps",
			{
				"from_stage": before.stage,
				"to_stage": self.stage,
				"officer": frappe.session.user,
				"moved_at": now_datetime(),
				**finished,
			},
		)
		dues.begin_step(self)


def on_doctype_update() -> None:
	frappe.db.add_index("Risk Check", ["stage", "due_on"])
