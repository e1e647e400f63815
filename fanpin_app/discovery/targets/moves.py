"""Refuses rows of a register file that would move registered people out of their households by mistake.

A file may move members and name new heads. A typing error in a household number or an ID number looks much the same, and
would leave a family's warnings, checks and incomes behind. Rows that can be distinguished from one are accepted.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import frappe
from frappe import _

from fanpin_app.database import bulk
from fanpin_app.discovery.loading.differences import UNSET
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.plausibility.person_names import is_proved, is_same
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.refusals.errors import (
	HEAD_LEAVES,
	OTHER_HOUSEHOLD,
	OTHER_PERSON,
	STAND_IN,
	WHOLE_HOUSEHOLD,
	RowRefusedError,
)
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.targets.relations import GONE
from fanpin_app.permissions.scope import prefix_of
from fanpin_app.registry.households.merged_households import successors
from fanpin_app.registry.households.number_holders import holders, others

# If more of the registered people in a file than this number and share would move, their numbers were mixed up.
MAX_MOVING, MAX_MOVING_PERCENT = 20, 10
# The same for households that would go to another village.
MAX_HOUSEHOLDS_MOVING = 20
MAX_NAMED = 5
HEAD, LIVING = "Household Head", "Living"
# Household numbers begin with a letter or a digit; 12.5 is an amount.
HOUSEHOLD_NUMBER = re.compile(r"(?!\d+\.\d+$)[^\W_].*")
# Fast path for most numbers; the others are checked closely.
PLAIN_NUMBER = re.compile(r"[A-Z]\d+|\d*[1-9]\d*", re.ASCII)
NO_LETTERS = re.compile(r"[\W\d_]+")

Accepted = dict[str, list[Row]]


class Registered(NamedTuple):
	"""A registered member: its row and household, and the stored values."""

	row: str
	household: str | None = None
	name: str | None = None
	relation: str | None = None
	status: str | None = None


def registered_people(accepted: Accepted, allowed: tuple[str, ...]) -> tuple[dict[str, Registered], set[str]]:
	"""The registered members with the ID numbers of the rows, and the numbers that another living member in the allowed
	regions has. A living member of the household that a row states comes before the holder of the number."""
	stated = {row.values["id_number"]: number for number, rows in accepted.items() for row in rows}
	chosen, shared = {}, set()
	for id_number, several in holders(stated).items():
		in_household = (
			each for each in several if each.household == stated.get(id_number) and not each.doubt
		)
		chosen[id_number] = person = next(in_household, several[0])
		if any(others(several, person, allowed)):
			shared.add(id_number)
	fields = ("name", "parent", "member_name", "relation", "status")
	stored = bulk.read("Household Member", fields, [person.row for person in chosen.values()])
	return {id_number: Registered(*stored[person.row]) for id_number, person in chosen.items()}, shared


def registered_households(numbers: list[str]) -> tuple[dict[str, str], dict[str, str]]:
	"""The surviving household of each merged number, and the region of each registered household."""
	registered = bulk.read("Household", ("name", "region", "merged_into"), numbers)
	merged_into = successors(name for name, _, into in registered.values() if into)
	registered |= bulk.read("Household", ("name", "region", "merged_into"), list(merged_into.values()))
	return merged_into, {name: region for name, region, _ in registered.values()}


def take_out_other_persons(
	accepted: Accepted, people: dict[str, Registered], has_names: bool
) -> Iterator[tuple[Row, RowRefusedError]]:
	"""Refuse rows that would move a registered person to another household under a different or unreadable name, and
	those of members of one household under each other's names: the file or the register has the wrong ID number."""
	for number in list(accepted):
		if crossed := _crossed(accepted[number], number, people):
			places = "、".join(place_of(row.sheet, row.number) for row in crossed)
			yield from _take_out(accepted, number, crossed, RowRefusedError(OTHER_PERSON, others=places))
	for number in list(accepted):
		for row in accepted[number]:
			person, name = people.get(row.values["id_number"]), row.values["member_name"]
			if person is None or person.household == number or (name is UNSET and not has_names):
				continue
			if name is UNSET or not is_proved(person.name, name):
				yield from _take_out(accepted, number, [row], RowRefusedError(OTHER_PERSON))


def _crossed(rows: list[Row], number: str, people: dict[str, Registered]) -> list[Row]:
	"""The rows of registered members of the household whose names, exchanged among them, are the registered ones."""
	renamed = []
	for row in rows:
		person, name = people.get(row.values["id_number"]), row.values["member_name"]
		if person and person.household == number and isinstance(name, str) and not is_same(person.name, name):
			renamed.append((row, name, person.name))
	registered = sorted(name for _row, _name, name in renamed)
	if len(renamed) < 2 or sorted(name for _row, name, _registered in renamed) != registered:
		return []
	return [row for row, _name, _registered in renamed]


class NewNumbers:
	"""Household numbers in a file that the register does not know."""

	def __init__(self, header: str):
		self._header = header
		self._refused: dict[str, str] = {}

	def take_out_slips(
		self, accepted: Accepted, people: dict[str, Registered], known: Collection[str]
	) -> Iterator[tuple[Row, RowRefusedError]]:
		"""Refuse all rows of a household number not in `known` that is a word or damaged, or where a person in them
		lives in a registered household."""
		new = [number for number in accepted if number not in known]
		homes = _residents(chain.from_iterable(accepted[number] for number in new), people)
		for number in new:
			if not is_household_number(number):
				self._refused[number] = STAND_IN
			elif any(row.values["id_number"] in homes for row in accepted[number]):
				self._refused.setdefault(number, OTHER_HOUSEHOLD)
			if reason := self._refused.get(number):
				yield from _take_out(
					accepted, number, accepted[number], RowRefusedError(reason, self._header)
				)


def take_out_whole_households(
	accepted: Accepted, people: dict[str, Registered], header: str
) -> Iterator[tuple[Row, RowRefusedError]]:
	"""Refuse the rows of all people of a registered household of several, where all are listed under another number."""
	leaving: dict[str, list[tuple[str, Row]]] = defaultdict(list)
	for number, rows in accepted.items():
		for row in rows:
			person = people.get(row.values["id_number"])
			if person and person.status == LIVING and person.household and person.household != number:
				leaving[person.household].append((number, row))
	several = {household for household, rows in leaving.items() if len(rows) > 1}
	for household, living in _living_members(several).items():
		rows = leaving[household]
		if {member.id_number for member in living} == {row.values["id_number"] for _number, row in rows}:
			for number, row in rows:
				yield from _take_out(accepted, number, [row], RowRefusedError(WHOLE_HOUSEHOLD, header))


def is_household_number(written: str) -> bool:
	"""Whether a new household may have this number: not 待补, 无号, 新增1, #VALUE, -1, 12.5 or 000."""
	if PLAIN_NUMBER.fullmatch(written):
		return True
	letters, digits = NO_LETTERS.sub("", written), {char for char in written if char.isnumeric()}
	if not HOUSEHOLD_NUMBER.fullmatch(written):
		return False
	if not letters:
		return digits != {"0"}
	return not cells.is_stand_in(letters) and (bool(digits) or letters.isascii())


@dataclass
class Moving:
	"""Counts, over the parts of a file, the accepted rows of people in a registered household and those that move them,
	and the registered households that they move."""

	known_people: int = 0
	people: int = 0
	# The first rows that move people, each with the old household and the new one.
	named: list[str] = field(default_factory=list)
	households: set[str] = field(default_factory=set)

	def add(self, accepted: Accepted, people: dict[str, Registered], regions: dict[str, str]) -> None:
		"""`regions`: those of the registered households."""
		moving = []
		for number, rows in accepted.items():
			for row in rows:
				person = people.get(row.values["id_number"])
				if person and person.status == LIVING:
					self.known_people += 1
					if person.household != number:
						moving.append(f"{place_of(row.sheet, row.number)} ({person.household} → {number})")
		self.people += len(moving)
		self.named = [*self.named, *moving][:MAX_NAMED]
		self.households |= households_moving(accepted, regions)

	def reasons(self) -> Iterator[str]:
		"""A sentence where too many people would move: numbers and people were probably sorted separately."""
		if self.people >= MAX_MOVING and self.people * 100 > self.known_people * MAX_MOVING_PERCENT:
			yield _(
				"{0} of {1} registered people would move to another household. Perhaps household numbers and people were sorted apart."
			).format(self.people, self.known_people)
		if len(self.households) >= MAX_HOUSEHOLDS_MOVING:
			yield _(
				"{0} registered households would move to another village, such as {1}. Perhaps codes of villages and households were sorted apart."
			).format(len(self.households), "、".join(sorted(self.households)[:MAX_NAMED]))

	def remarks(self) -> Iterator[str]:
		"""Sentences that name what the file moves: a typing error in a number looks like a move."""
		if self.people:
			yield _(
				"{0} registered people move to another household: {1}. If a household number is a slip, correct it and send the file again."
			).format(self.people, shortened(self.named, MAX_NAMED, self.people))
		if self.households:
			yield _(
				"{0} registered households move to another village: {1}. If a village code is a slip, correct it and send the file again."
			).format(len(self.households), shortened(sorted(self.households), MAX_NAMED))


def households_moving(accepted: Accepted, regions: dict[str, str]) -> set[str]:
	"""The registered households (number → region) whose rows state another village; a grid belongs to its village."""
	moving = set()
	for number, rows in accepted.items():
		home = regions.get(number, "")
		stated = (row.values["household.region"] for row in rows) if home else ()
		if any(code and not home.startswith(prefix_of(code)) for code in stated):
			moving.add(number)
	return moving


def take_out_leaving_heads(
	accepted: Accepted, people: dict[str, Registered], header: str | None
) -> list[tuple[Row, RowRefusedError]]:
	"""Refuse rows by which a living head leaves the household or changes relation, where living members would remain
	without a head."""
	leaving = {}
	for number, rows in accepted.items():
		for row in rows:
			person = people.get(row.values["id_number"])
			if (
				person
				and person.relation == HEAD
				and person.status == LIVING
				and _leaves(row, number, person)
			):
				leaving[person.household] = (number, row)
	refused = []
	for household in _without_head(accepted, people, set(leaving)) if leaving else ():
		number, row = leaving[household]
		refused += _take_out(accepted, number, [row], RowRefusedError(HEAD_LEAVES, header))
	return refused


def _leaves(row: Row, number: str, head: Registered) -> bool:
	if number != head.household:
		return True
	return row.values["relation"] not in (HEAD, UNSET) and row.values["status"] not in GONE


def _without_head(accepted: Accepted, people: dict[str, Registered], households: set[str]) -> Iterator[str]:
	"""Those of the registered households that would have living members and no head."""
	named = {row.values["id_number"] for row in chain.from_iterable(accepted.values())}
	relations = {
		household: [member.relation for member in living if member.id_number not in named]
		for household, living in _living_members(households).items()
	}
	for household in households:
		for row in accepted.get(household, ()):
			relation, status = _resulting_state(row, people.get(row.values["id_number"]))
			if status not in GONE:
				relations[household].append(relation)
		if relations[household] and HEAD not in relations[household]:
			yield household


def _living_members(households: Collection[str]) -> dict[str, list[frappe._dict]]:
	"""Relation and ID number of the living members of each of the households."""
	members = {household: [] for household in households}
	if members:
		found = frappe.get_all(
			"Household Member",
			filters={"parenttype": "Household", "parent": ("in", list(members)), "status": LIVING},
			fields=["parent", "relation", "id_number"],
		)
		for member in found:
			members[member.parent].append(member)
	return members


def _resulting_state(row: Row, person: Registered | None) -> tuple[str | None, str | None]:
	"""The person's relation and status after the row is written."""
	relation, status = row.values["relation"], row.values["status"]
	if person and relation is UNSET:
		relation = person.relation
	if person and status is UNSET:
		status = person.status
	return relation, status


def _residents(rows: Iterator[Row], people: dict[str, Registered]) -> set[str]:
	"""The ID numbers of people living in a registered household that has not ended or moved away."""
	living = {}
	for row in rows:
		person = people.get(row.values["id_number"])
		if person and person.status == LIVING and person.household:
			living[row.values["id_number"]] = person.household
	if not living:
		return set()
	filters = {"name": ("in", list(set(living.values()))), "status": "Active"}
	active = set(frappe.get_all("Household", filters=filters, pluck="name"))
	return {id_number for id_number, household in living.items() if household in active}


def _take_out(
	accepted: Accepted, number: str, rows: list[Row], reason: RowRefusedError
) -> list[tuple[Row, RowRefusedError]]:
	taken = [row for row in accepted[number] if any(row is each for each in rows)]
	accepted[number] = [row for row in accepted[number] if not any(row is each for each in rows)]
	if not accepted[number]:
		del accepted[number]
	return [(row, reason) for row in taken]
