import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate, now_datetime, today

from fanpin_app.verification import alerts, facts, papers, requirements, rights, situations, stages
from fanpin_app.verification.changes import changed_fields
from fanpin_app.verification.clock import determination_due, papers_due, review_due


class RiskCheck(Document):
	def validate(self) -> None:
		self.stage = stages.stage_of(self)
		self.refuse_changes_after_decision()
		rights.check_transition(self)
		rights.check_changes(self)
		if self.is_new():
			self.set_initial_values()
		self.set_papers_due()
		self.check_days()
		if self.purpose == "Inclusion":
			situations.add_missing_rows(self)
		self.record_transition()

	def after_insert(self) -> None:
		if self.purpose == "Inclusion":
			alerts.put_under_check(self)

	def on_update(self) -> None:
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
		changed = changed_fields(self) - stages.workflow_fields(self) - papers.fields_being_handed_in(self)
		if self.stage != before.stage or changed:
			frappe.throw(
				_("This check was determined on {0} and stays as it is. Start a new check instead.").format(
					formatdate(before.decided_on)
				)
			)

	def set_initial_values(self) -> None:
		self.refuse_second_check()
		self.refuse_wrong_household()
		self.review_due_on = review_due(self.started_on)
		self.due_on = determination_due(self.started_on)
		facts.record_facts(self)

	def refuse_second_check(self) -> None:
		# The lock serialises two checks that start at the same moment.
		frappe.db.get_value("Household", self.household, "name", for_update=True)
		other = frappe.db.get_value(
			"Risk Check",
			{"household": self.household, "purpose": self.purpose, "stage": ("not in", stages.FINAL)},
			("name", "stage"),
			as_dict=True,
		)
		if other:
			frappe.throw(
				_("The household is being checked already: go on with {0}, which is at the step {1}.").format(
					other.name, _(other.stage)
				)
			)

	def refuse_wrong_household(self) -> None:
		monitored = frappe.db.get_value("Household", self.household, "monitored")
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
		for field in ("started_on", "visited_on", "verified_on", "decided_on"):
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
		self.append(
			"steps",
			{
				"from_stage": before.stage,
				"to_stage": self.stage,
				"officer": frappe.session.user,
				"moved_at": now_datetime(),
			},
		)
