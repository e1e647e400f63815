"""Rows of a household register (one for each member, household cells on one of them) become Households with members.

Households are inserted or updated by their number, members by their ID number. Who is not named is left unchanged.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, count, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import frappe
from frappe.utils import getdate, now

from fanpin_app.database import bulk
from fanpin_app.discovery.applications.phones import PhoneCells, is_hidden
from fanpin_app.discovery.loading.differences import UNSET, Difference, ProposedRows
from fanpin_app.discovery.loading.prefetch import SeenFacts, read_ahead
from fanpin_app.discovery.plausibility import village_names
from fanpin_app.discovery.plausibility.name_check import Names, names_of
from fanpin_app.discovery.plausibility.person_names import is_no_new_name
from fanpin_app.discovery.refusals.errors import REPEATED_KEY, UNKNOWN_REGION, WRONG_LEVEL, RowRefusedError
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.replacements.undone_records import UndoneRecords, UndoneStates
from fanpin_app.discovery.tables.rows import Row, read_all
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.targets import ComparedTarget, Gone, Part, moves, relations, rows_by_household
from fanpin_app.discovery.targets.household_cells import HouseholdCells, head_last, regions_mentioned
from fanpin_app.discovery.targets.moves import Moving, NewNumbers, Registered
from fanpin_app.discovery.targets.shared_numbers import SharedNumbers
from fanpin_app.permissions.scope import prefix_of
from fanpin_app.privacy.masks import MASKS, mask_phone
from fanpin_app.registry.households import derived_fields, id_numbers, number_holders, relocation
from fanpin_app.registry.households.members import masked_id_number
from fanpin_app.registry.operations import change
from fanpin_app.registry.operations.correction import start_corrections
from fanpin_app.registry.regions import changes

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

HOUSEHOLDS_AT_ONCE = 1000
LEVELS_OF_HOUSEHOLDS = ("Village", "Grid")
HOUSEHOLD_DEFAULTS = {
	"region": None,
	"group_name": None,
	"phone": None,
	"household_kind": "General",
	"monitored_kind": None,
	"subsistence_allowance": 0,
	"extreme_poverty_support": 0,
	"drinking_water": None,
	"status": "Active",
}
HOUSEHOLD_CELLS = tuple(HOUSEHOLD_DEFAULTS)
# Keys of the household cells among a row's values, and of the dict of those that the row states.
HOUSEHOLD_CELL_KEYS = {field: f"household.{field}" for field in HOUSEHOLD_CELLS}
HOUSEHOLD = "household"
# The village code as written in the row; the village may have another code today.
CODE_WRITTEN = "code_written"
HOUSEHOLD_FIELDS = ("name", "household_no", *HOUSEHOLD_CELLS, "phone_masked", "monitored")
MEMBER_FIELDS = (
	"member_name",
	"relation",
	"id_number",
	"ethnicity",
	"education",
	"school_status",
	"health",
	"labour_capacity",
	"employment_status",
	"months_worked",
	"work_place",
	"medical_insurance",
	"status",
)
MEMBER_FACTS = (*MEMBER_FIELDS, "id_number_masked", "health_recorded", "birth_date", "sex")
MEMBER_COLUMNS = ("name", "parent", "parenttype", "parentfield", "idx", "id_number_since", *MEMBER_FACTS)
facts_of_member = itemgetter(*MEMBER_FACTS)
MEMBER_DEFAULTS = {"relation": "Other", "months_worked": 0, "status": "Living", "health_recorded": 0}
# Derived from other values, and masks also from the day: they are no change by themselves.
DERIVED_FIELDS = frozenset(
	{"phone_masked", "id_number_masked", "id_number_since", "health_recorded", "birth_date", "sex"}
)


class Register(ComparedTarget):
	def __init__(self, table: Table, batch: "DataBatch"):
		super().__init__(table, batch)
		self.levels = dict(frappe.get_all("Administrative Region", fields=["name", "level"], as_list=True))
		self.places_of_today = changes.codes_of_today(self.levels)
		self.new_names = _names_in_order()
		self.today = getdate()
		self.seen = SeenFacts()
		self.columns = [table.feed.match_key, *table.feed.with_role("Field")]
		self.fields_in_file = {column.fieldname for column in self.columns if table.has(column)}
		# An empty cell never brings anybody back to life, whatever the feed says.
		self.kept_where_empty = table.feed.fields_kept_when_empty() | MEMBER_DEFAULTS.keys()
		# Everybody named in the file, also in refused rows, and their villages.
		self.households: set[str] = set()
		self.people: set[str] = set()
		self.villages: set[str] = set()
		self.entered: set[str] = set()
		# ID number → the accepted row.
		self.accepted_people: dict[str, str | int] = {}
		self.records_undone, self.states_undone = UndoneRecords(), UndoneStates(table)
		self.moving, self.shared_numbers = Moving(), SharedNumbers()
		self.header_of: dict[str, str] = {column.fieldname: column.header for column in self.columns}
		self.new_numbers = NewNumbers(table.feed.match_key.header)
		self.household_cells = HouseholdCells(HOUSEHOLD, self.header_of)
		self.phone_cells = PhoneCells(self.header_of.get("household.phone"))

	def parts(self) -> Iterator[Part]:
		for households in read_ahead(bulk.chunks(self._households(), HOUSEHOLDS_AT_ONCE)):
			refused, accepted = [], {}
			merged_into, regions = moves.registered_households([number for number, _ in households])
			for number_in_file, rows in households:
				number = merged_into.get(number_in_file, number_in_file)
				self.households.add(number)
				for row in rows:
					if row.refused:
						refused.append((row, row.refused))
						continue
					if number != number_in_file:
						# The file knows neither the surviving household nor the member's relation in it.
						row.values |= {HOUSEHOLD: {}, "relation": UNSET}
					accepted.setdefault(number, []).append(row)
			people, shared = moves.registered_people(accepted, self.allowed)
			self.shared_numbers.add(chain.from_iterable(accepted.values()), "id_number", shared)
			refused += self.household_cells.take_out_contradictory(accepted)
			refused += self._take_out(accepted, regions, people)
			self.states_undone.add(accepted)
			self.note_accepted([*chain.from_iterable(accepted.values())])
			self.moving.add(accepted, people, regions)
			rows_read = sum(len(rows) for _, rows in households)
			yield Part(
				rows_read,
				refused,
				self._proposed_rows(accepted, regions, people) if accepted else [],
				self._names(accepted, people, regions),
				regions_mentioned(accepted, regions, HOUSEHOLD),
			)

	def _take_out(
		self, accepted: dict[str, list[Row]], regions: dict[str, str], people: dict[str, Registered]
	) -> list[tuple[Row, RowRefusedError]]:
		"""Refuse rows that would give a household other people's members, a second head, or no head."""
		refused = list(moves.take_out_other_persons(accepted, people, "member_name" in self.fields_in_file))
		refused += self.new_numbers.take_out_slips(accepted, people, regions.keys() - self.entered)
		refused += moves.take_out_whole_households(accepted, people, self.table.feed.match_key.header)
		header = self.header_of["relation"]
		refused += relations.take_out_second(accepted, regions, header)
		# When the row of a leaving head is refused, another household's new head may become a second one.
		while leaving := moves.take_out_leaving_heads(accepted, people, header):
			refused += [*leaving, *relations.take_out_second(accepted, regions, header)]
		return refused

	def note(self, differences: list[Difference]) -> None:
		self.records_undone.note(differences)
		self.states_undone.note(differences)

	def remarks(self) -> Iterator[str]:
		yield from super().remarks()
		yield from self.phone_cells.remarks()
		yield from chain(self.moving.remarks(), self.shared_numbers.remarks())

	def reasons(self, rows_accepted: int) -> Iterator[str]:
		yield from self.moving.reasons()
		yield from self.records_undone.sentences(self.batch.period or "")
		yield from self.states_undone.sentences()
		yield from super().reasons(rows_accepted)

	def write(self, part: Part, differences: list[Difference]) -> None:
		"""Also record the history of the registered households that the part changes."""
		records = start_corrections(_households_that_change(differences), self.batch.file_name or "")
		super().write(part, differences)
		self._update_households(differences)
		for record in records:
			change.finish_change(record)

	def _update_households(self, differences: list[Difference]) -> None:
		"""Notify moved households' followers; derive their values again, and those of households that members left."""
		households, moved = set(), defaultdict(list)
		for difference in differences:
			if difference.doctype == "Household Member":
				households |= {difference.value("parent"), difference.old_value("parent")}
				continue
			name, region = difference.value("name"), difference.value("region")
			households.add(name)
			if not difference.before:
				self.entered.add(name)
			elif difference.old_value("region") != region:
				moved[region].append(name)
		for region, names in moved.items():
			relocation.notify_moved(names, region)
		number_holders.update(households - {None})
		derived_fields.update_households(households - {None})

	def gone(self) -> Iterator[Gone]:
		"""Active households and living members of the file's villages that the file does not name."""
		for village in sorted(self.villages):
			households = dict(
				frappe.get_all(
					"Household",
					filters={"region": ("like", f"{prefix_of(village)}%"), "status": "Active"},
					fields=["name", "head_name"],
					as_list=True,
				)
			)
			for household in sorted(households.keys() - self.households):
				yield Gone("Household", household, household, households[household])
			yield from self._members_gone(households.keys() & self.households - self.entered)

	def _members_gone(self, households: set[str]) -> Iterator[Gone]:
		if not households:
			return
		living = frappe.db.sql(
			"""
			select name, parent, member_name, id_number from `tabHousehold Member`
			where parenttype = 'Household' and parent in %(households)s and status = 'Living'
			order by parent, idx
			""",
			{"households": list(households)},
		)
		for name, household, member, id_number in living:
			if id_number and id_number not in self.people:
				yield Gone("Household Member", name, household, member)

	def _households(self) -> Iterator[tuple[str, list[Row]]]:
		"""Each household in the file: its number and its members' rows."""
		number_field = self.table.feed.match_key.fieldname
		rows = map(self._read, rows_by_household.rows(self.table))
		for number, rows_of_household in groupby(rows, lambda row: row.values.get(number_field, "")):
			yield number, list(rows_of_household)

	def _read(self, row: Row) -> Row:
		"""The row with its household and member values, or with the reason to refuse it."""
		read_all(row, self.columns, self.table)
		if id_number := row.values.get("id_number"):
			self.people.add(id_number)
		if row.refused:
			return row
		try:
			written = row.values["household.region"]
			row.values["household.region"] = self._village(written)
			self.seen.refuse_repeated(repr(tuple(row.values.values())))
			row.values[CODE_WRITTEN] = written
			self._refuse_second_row_of_a_person(row)
			self._complete(row.values)
		except RowRefusedError as reason:
			row.refused = reason
		return row

	def _refuse_second_row_of_a_person(self, row: Row) -> None:
		id_number = row.values["id_number"]
		if first := self.accepted_people.get(id_number):
			raise RowRefusedError(REPEATED_KEY, self.header_of["id_number"], str(first))
		# Row numbers take less memory than texts, and most files have one sheet.
		self.accepted_people[id_number] = place_of(row.sheet, row.number) if row.sheet else row.number

	def _village(self, region: str) -> str:
		"""The village's code today. Raises RowRefusedError."""
		if region not in self.levels:
			raise RowRefusedError(UNKNOWN_REGION, self.header_of["household.region"])
		if self.levels[region] not in LEVELS_OF_HOUSEHOLDS:
			raise RowRefusedError(WRONG_LEVEL, self.header_of["household.region"])
		village = self.places_of_today.get(region, region)
		self.villages.add(village)
		return village

	def _complete(self, values: dict) -> None:
		"""Complete a member's values: the feed says what an empty cell means, and a missing column keeps the stored
		value. Household cells are filled in on one row only, so empty ones mean nothing."""
		if phone := values.get(HOUSEHOLD_CELL_KEYS["phone"]):
			values[HOUSEHOLD_CELL_KEYS["phone"]] = self.phone_cells.read(phone)
		values[HOUSEHOLD] = {
			field: value
			for field, place in HOUSEHOLD_CELL_KEYS.items()
			if (value := values.get(place)) is not None
			and not (field in MASKS["Household"] and _is_masked(value))
		}
		for field in MEMBER_FIELDS:
			if field not in self.fields_in_file:
				values[field] = UNSET
			elif values[field] is None and field in self.kept_where_empty:
				values[field] = UNSET
			elif field in MASKS["Household Member"] and _is_masked(values[field]):
				values[field] = UNSET
		health, id_number = values["health"], values["id_number"]
		values["health_recorded"] = UNSET if health is UNSET else int(bool(health))
		values["id_number_masked"] = masked_id_number(id_number, self.today)
		is_resident = id_numbers.is_valid(id_number)
		values["birth_date"] = id_numbers.birth_date(id_number) if is_resident else UNSET
		values["sex"] = id_numbers.sex(id_number) if is_resident else UNSET

	def _names(
		self, accepted: dict[str, list[Row]], people: dict[str, Registered], regions: dict[str, str]
	) -> Names:
		"""Names of people, and of villages where the file names them beside their codes, compared with the register."""
		named = (
			(row, people[row.values["id_number"]].name)
			for row in chain.from_iterable(accepted.values())
			if row.values["id_number"] in people
		)
		names = names_of(named, self.table.positions.get(self.header_of.get("member_name", "")))
		names.add(
			village_names.names_of(self.table, list(chain.from_iterable(accepted.values())), CODE_WRITTEN)
		)
		return names

	def _proposed_rows(
		self, accepted: dict[str, list[Row]], regions: dict[str, str], people: dict[str, Registered]
	) -> list[ProposedRows]:
		registered = {person.row for person in people.values()}
		members = list(self._member_rows(accepted, people))
		return [
			ProposedRows(
				"Household",
				HOUSEHOLD_FIELDS,
				list(_household_rows(accepted, regions)),
				HOUSEHOLD_DEFAULTS | {"monitored": 0},
				DERIVED_FIELDS,
				accepted.keys() - regions.keys(),
			),
			ProposedRows(
				"Household Member",
				MEMBER_COLUMNS,
				members,
				MEMBER_DEFAULTS | {"id_number_since": now()},
				DERIVED_FIELDS,
				{row[0] for row in members} - registered,
			),
		]

	def _member_rows(self, accepted: dict[str, list[Row]], people: dict[str, Registered]) -> Iterator[tuple]:
		for number, rows in accepted.items():
			for position, row in enumerate(rows, start=1):
				id_number = row.values["id_number"]
				person = people.get(id_number) or Registered(next(self.new_names))
				name = row.values["member_name"]
				if person.name and name is not UNSET and is_no_new_name(name, person.name):
					row.values["member_name"] = UNSET
				index = UNSET if person.household == number else position
				yield (person.row, number, "Household", "members", index, UNSET, *facts_of_member(row.values))


def _is_masked(value: Any) -> bool:
	"""Whether a private value came masked: it says nothing about the stored one."""
	return isinstance(value, str) and is_hidden(value)


def _names_in_order() -> Iterator[str]:
	"""Names of new members: ascending within a file, so that its rows are stored together."""
	file = frappe.generate_hash(length=8)
	return (f"{file}{number:08}" for number in count(1))


def _households_that_change(differences: list[Difference]) -> set[str]:
	"""The registered households whose region, status or members change."""
	entered = {each.value("name") for each in differences if each.doctype == "Household" and not each.before}
	changed = set()
	for each in differences:
		if each.doctype == "Household" and _changes(each, "region", "status"):
			changed.add(each.value("name"))
		elif each.doctype == "Household Member" and (each.before or each.value("parent") not in entered):
			if _changes(each, "parent", "status") or _changes_head(each):
				changed |= {each.value("parent"), each.old_value("parent")}
	return changed - entered - {None}


def _changes(difference: Difference, *fields: str) -> bool:
	return any(difference.value(field) != difference.old_value(field) for field in fields)


def _changes_head(difference: Difference) -> bool:
	relations = {difference.value("relation"), difference.old_value("relation")}
	return len(relations) > 1 and change.HEAD in relations


def _household_rows(accepted: dict[str, list[Row]], regions: dict[str, str]) -> Iterator[tuple]:
	"""A household's cells are on one of its rows, or equal on several; its telephone number is the head's.

	Files know villages but not grids: a household in a grid of the village has not moved.
	"""
	for number, rows in accepted.items():
		values: dict[str, Any] = dict.fromkeys(HOUSEHOLD_CELLS, UNSET)
		for row in head_last(rows):
			values |= row.values[HOUSEHOLD]
		if values["region"] is not UNSET and regions.get(number, "").startswith(prefix_of(values["region"])):
			values["region"] = UNSET
		phone, kind = values["phone"], values["monitored_kind"]
		yield (
			number,
			number,
			*values.values(),
			UNSET if phone is UNSET else mask_phone(phone),
			UNSET if kind is UNSET else 1,
		)
