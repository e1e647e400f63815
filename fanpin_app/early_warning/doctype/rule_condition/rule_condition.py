from frappe.model.document import Document


class RuleCondition(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		aggregation: DF.Literal["", "Sum", "Count", "Max", "Min", "Any", "None", "Latest", "First"]
		at_least: DF.Int
		field: DF.Literal[
			"",
			"household_kind",
			"monitored",
			"monitored_kind",
			"subsistence_allowance",
			"extreme_poverty_support",
			"drinking_water",
			"living_people",
			"no_labour",
			"income_per_head",
			"age",
			"sex",
			"relation",
			"education",
			"school_status",
			"health",
			"labour_capacity",
			"has_labour_capacity",
			"employment_status",
			"months_worked",
			"works",
			"medical_insurance",
			"work_place",
			"id_number_check",
			"registered_again",
			"wage_income",
			"business_income",
			"property_income",
			"transfer_income",
			"business_expense",
			"business_profit",
			"net_income",
			"case_status",
			"elimination_mode",
			"months_monitored",
			"income_at_elimination",
			"business_income_at_elimination",
			"unsolved_risk",
			"measure_group",
			"measure_status",
			"rent_overdue_days",
			"days_since_inspection",
			"idle_days",
			"asset_kind",
			"original_value",
		]
		group: DF.Int
		indicator: DF.Link | None
		operator: DF.Literal[
			"", ">=", ">", "<", "<=", "=", "!=", "between", "in", "not in", "is set", "is not set"
		]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		same_member: DF.Check
		source: DF.Literal[
			"Indicator", "Household", "Member", "Income", "Case", "Case Risk", "Measure", "Asset"
		]
		value: DF.Data | None
		value_source: DF.Literal["Value", "Income Line", "Year Before"]
		window_months: DF.Int
	# end: auto-generated types
