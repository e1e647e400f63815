"""Rules about assets compared with a slow evaluator on random rules and facts."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import frappe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanpin_app.database import bulk
from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_region, rule
from fanpin_app.tests.support.reference_rules.rules import compares

AS_OF = date(2026, 10, 31)
FIGURES = (0, 1, 60, 180)


@dataclass
class Asset:
	status: str
	kind: str
	value: int
	acquired: date | None
	reported_inspection: date | None
	reported_rent: int
	reported_idle: int
	inspections: list[date] = field(default_factory=list)
	leases: list[list[tuple[date, date | None]]] = field(
		default_factory=list
	)  # for each, its rents: due, paid
	units: list[date | None] = field(default_factory=list)  # idle since
	name: str = ""


days = st.sampled_from([AS_OF - timedelta(days=ago) for ago in (-1, 0, 1, 59, 60, 61, 180, 400)])
maybe = st.one_of(st.none(), days)
assets = st.builds(
	Asset,
	status=st.sampled_from(("In Use", "In Use", "In Use", "Disposed Of")),
	kind=st.sampled_from(("", "Operating", "Public Welfare")),
	value=st.sampled_from(FIGURES),
	acquired=maybe,
	reported_inspection=maybe,
	reported_rent=st.sampled_from(FIGURES),
	reported_idle=st.sampled_from(FIGURES),
	inspections=st.lists(days, max_size=2),
	leases=st.lists(st.lists(st.tuples(days, maybe), max_size=3), max_size=2),
	units=st.lists(maybe, max_size=3),
)
figures = st.fixed_dictionaries(
	{
		"field": st.sampled_from(
			("rent_overdue_days", "days_since_inspection", "idle_days", "original_value")
		),
		"operator": st.sampled_from((">=", ">", "<", "<=", "=", "!=", "is set", "is not set")),
		"value": st.sampled_from([str(figure) for figure in FIGURES]),
	}
)
kinds = st.fixed_dictionaries(
	{
		"field": st.just("asset_kind"),
		"operator": st.sampled_from(("=", "!=", "in", "not in", "is set", "is not set")),
		"value": st.sampled_from(("Operating", "Public Welfare")),
	}
)
conditions = st.builds(
	lambda condition, group: condition | {"source": "Asset", "group": group},
	st.one_of(figures, figures, kinds),
	st.sampled_from((1, 2)),
)


def hit(tested, asset: Asset) -> bool:
	groups = {condition.group for condition in tested.conditions}
	return asset.status == "In Use" and any(
		all(compares(fact(asset, each.field), each) for each in tested.conditions if each.group == number)
		for number in groups
	)


def fact(asset: Asset, name: str):
	if name == "days_since_inspection":
		return since(last_inspection(asset))
	if name == "rent_overdue_days":
		return rent_overdue(asset) if asset.leases else asset.reported_rent
	if name == "idle_days":
		return idle(asset) if asset.units else asset.reported_idle
	return {"asset_kind": asset.kind, "original_value": asset.value}[name]


def since(day: date | None) -> int | None:
	return (AS_OF - day).days if day else None


def last_inspection(asset: Asset) -> date | None:
	known = [day for day in asset.inspections if day <= AS_OF]
	if asset.reported_inspection:
		known.append(asset.reported_inspection)
	return max(known) if known else asset.acquired


def rent_overdue(asset: Asset) -> int:
	unpaid = [
		due for rents in asset.leases for due, paid in rents if due < AS_OF and (paid is None or paid > AS_OF)
	]
	return since(min(unpaid)) if unpaid else 0


def idle(asset: Asset) -> int:
	idle_since = [day for day in asset.units if day and day <= AS_OF]
	return since(min(idle_since)) if idle_since else 0


class TestAssetRulesAgainstReference(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE)

	@settings(
		max_examples=150,
		deadline=None,
		derandomize=True,
		suppress_health_check=list(HealthCheck),
		database=None,
	)
	@given(
		dataset=st.lists(assets, min_size=1, max_size=4),
		rule_conditions=st.lists(conditions, min_size=1, max_size=4),
	)
	def test_a_rule_hits_exactly_the_assets_that_the_reference_finds(self, dataset, rule_conditions):
		created = rule(*rule_conditions, subject="Asset")
		frappe.db.savepoint("facts")
		try:
			write(dataset)
			hits = [each.subject_name for each in compile_rule(created, RuleContext(VILLAGE, AS_OF)).hits()]
		finally:
			frappe.db.rollback(save_point="facts")
		self.assertEqual(sorted(hits), [asset.name for asset in dataset if hit(created, asset)])


def write(dataset: list[Asset]) -> None:
	for number, asset in enumerate(dataset):
		asset.name = f"PA{number}"
	bulk.insert(
		"Alleviation Asset",
		(
			*("name", "asset_no", "region", "status", "asset_kind", "original_value", "acquired_on"),
			*("reported_last_inspection", "reported_rent_overdue_days", "reported_idle_days"),
		),
		[
			(
				*(each.name, each.name, VILLAGE, each.status, each.kind, each.value, each.acquired),
				*(each.reported_inspection, each.reported_rent, each.reported_idle),
			)
			for each in dataset
		],
	)
	bulk.insert(
		"Asset Inspection",
		("name", "asset", "inspected_on"),
		[(f"{each.name}I{n}", each.name, day) for each in dataset for n, day in enumerate(each.inspections)],
	)
	leases = [
		(f"{each.name}L{n}", each.name, rents) for each in dataset for n, rents in enumerate(each.leases)
	]
	bulk.insert("Asset Lease", ("name", "asset"), [lease[:2] for lease in leases])
	bulk.insert(
		"Asset Rent",
		("name", "parent", "parenttype", "parentfield", "due_on", "paid_on"),
		[
			(f"{lease}R{n}", lease, "Asset Lease", "rents", due, paid)
			for lease, _, rents in leases
			for n, (due, paid) in enumerate(rents)
		],
	)
	bulk.insert(
		"Asset Unit",
		("name", "parent", "parenttype", "parentfield", "unit_name", "status", "idle_since"),
		[
			(f"{each.name}U{n}", each.name, "Alleviation Asset", "units", str(n), _use(day), day)
			for each in dataset
			for n, day in enumerate(each.units)
		],
	)


def _use(idle_since: date | None) -> str:
	return "Idle" if idle_since else "In Use"
