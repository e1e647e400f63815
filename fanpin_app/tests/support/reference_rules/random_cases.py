"""Random cases with risks and measures, conditions on them, and their database rows."""

from datetime import date

from hypothesis import strategies as st

from fanpin_app.database import bulk
from fanpin_app.tests.support.reference_rules.rules import Case, Dataset

STATUSES = ("Planned", "Under Way", "Delivered", "Stopped")
# A measure type of each group.
TYPES = {"Comprehensive Protection": "最低生活保障", "Industry": "农业技术指导", "Social Help": "临时救助"}
RISKS = ("R1", "R4")
DAYS = (date(2025, 12, 31), date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 1), date(2026, 11, 1))


@st.composite
def cases(draw) -> Case:
	opened = draw(st.sampled_from(DAYS))
	status = draw(st.sampled_from(("Open", "Open", "Eliminated", "Merged")))
	later_days = [day for day in DAYS if day >= opened]
	return Case(
		opened=opened,
		closed=None if status == "Open" else draw(st.sampled_from(later_days)),
		status=status,
		mode=draw(st.sampled_from(("By Help", "By Itself", None))),
		risks=draw(st.lists(st.tuples(st.sampled_from(RISKS), st.booleans()), max_size=2)),
		measures=draw(st.lists(st.tuples(st.sampled_from([*TYPES]), st.sampled_from(STATUSES)), max_size=3)),
	)


WORDS = {
	("Case", "case_status"): ("Open", "Eliminated"),
	("Case", "elimination_mode"): ("By Help", "By Itself"),
	("Case", "income_at_elimination"): ("Below the Line", "At or Above the Line", "Unknown"),
	("Case Risk", "unsolved_risk"): RISKS,
	("Measure", "measure_group"): tuple(TYPES),
	("Measure", "measure_status"): STATUSES,
}
FIGURES = {
	("Case", "months_monitored"): ("0", "1", "2"),
	("Case", "business_income_at_elimination"): ("0", "700"),
}


@st.composite
def conditions(draw) -> dict:
	source, field = draw(st.sampled_from([*WORDS, *FIGURES]))
	if (source, field) in WORDS:
		operator = draw(st.sampled_from(("=", "!=", "in", "not in", "is set", "is not set")))
		value = draw(st.sampled_from(WORDS[source, field]))
	else:
		operator = draw(st.sampled_from((">=", "<", "=")))
		value = draw(st.sampled_from(FIGURES[source, field]))
	aggregation = draw(st.sampled_from(("Any", "None", "Count")))
	condition = {"source": source, "field": field, "aggregation": aggregation, "at_least": 2}
	return condition | {"operator": operator, "value": value}


def write(dataset: Dataset) -> None:
	case_rows = [
		(household, case, f"{household.name}C{index}")
		for household in dataset.households
		for index, case in enumerate(household.cases)
	]
	for _household, case, name in case_rows:
		case.name = name
	bulk.insert(
		"Monitoring Case",
		("name", "household", "region", "opened_on", "closed_on", "status", "elimination_mode"),
		(
			(name, household.name, household.region, case.opened, case.closed, case.status, case.mode)
			for household, case, name in case_rows
		),
	)
	bulk.insert(
		"Case Risk",
		("name", "parent", "parenttype", "parentfield", "idx", "risk", "resolved"),
		(
			(f"{name}R{index}", name, "Monitoring Case", "risks", index, risk, solved)
			for _household, case, name in case_rows
			for index, (risk, solved) in enumerate(case.risks)
		),
	)
	bulk.insert(
		"Assistance Measure",
		("name", "monitoring_case", "household", "measure_type", "status"),
		(
			(f"{name}M{index}", name, household.name, TYPES[group], status)
			for household, case, name in case_rows
			for index, (group, status) in enumerate(case.measures)
		),
	)
