"""Random cases with risks and measures, and conditions on them, for the test of the compiler."""

from datetime import date

from hypothesis import strategies as st

from fanpin_app.database import bulk
from fanpin_app.tests.support.plain_python.plain_rules import Case, World

STATUSES = ("Planned", "Under Way", "Delivered", "Stopped")
# A measure type of each group.
TYPES = {"Comprehensive Protection": "最低生活保障", "Industry": "农业技术指导", "Social Help": "临时救助"}
RISKS = ("R1", "R4")
DAYS = (date(2025, 12, 31), date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 1), date(2026, 11, 1))


@st.composite
def cases(draw) -> Case:
	opened = draw(st.sampled_from(DAYS))
	status = draw(st.sampled_from(("Open", "Open", "Eliminated", "Merged")))
	later = [day for day in DAYS if day >= opened]
	return Case(
		opened=opened,
		closed=None if status == "Open" else draw(st.sampled_from(later)),
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
	told = {"source": source, "field": field, "aggregation": aggregation, "at_least": 2}
	return told | {"operator": operator, "value": value}


def write(world: World) -> None:
	files = [
		(home, case, f"{home.name}C{place}")
		for home in world.households
		for place, case in enumerate(home.cases)
	]
	for _home, case, name in files:
		case.name = name
	bulk.insert(
		"Monitoring Case",
		("name", "household", "region", "opened_on", "closed_on", "status", "elimination_mode"),
		(
			(name, home.name, home.region, case.opened, case.closed, case.status, case.mode)
			for home, case, name in files
		),
	)
	bulk.insert(
		"Case Risk",
		("name", "parent", "parenttype", "parentfield", "idx", "risk", "resolved"),
		(
			(f"{name}R{place}", name, "Monitoring Case", "risks", place, risk, solved)
			for _home, case, name in files
			for place, (risk, solved) in enumerate(case.risks)
		),
	)
	bulk.insert(
		"Assistance Measure",
		("name", "monitoring_case", "household", "measure_type", "status"),
		(
			(f"{name}M{place}", name, home.name, TYPES[group], status)
			for home, case, name in files
			for place, (group, status) in enumerate(case.measures)
		),
	)
