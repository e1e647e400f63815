"""One household's way through the loop, by three officers over HTTP: found, checked, helped, eliminated.

Based on a published case: a formerly poor farmer lacks cash for ten harvesters; a credit loan arrives in two weeks
instead of the usual three. Here the bank's file reveals the trouble before a visit does.

An interrupted story is continued where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from fanpin_app.demo.files.town import Town
from fanpin_app.demo.households import farmer
from fanpin_app.demo.walkthrough.accounts import PASSWORD, Account
from fanpin_app.demo.walkthrough.officer import Officer

CREDIT_LOAN = "惠农e贷（贴息信用贷款）"
BANKS = "金融机构"
OVERDUE_LOAN = "R9"


@dataclass(frozen=True)
class Event:
	"""A line of the story: the day in the documents, the officer, what happened, and the document."""

	day: str
	officer: str
	what: str
	document: str


@dataclass
class Story:
	town: Town
	url: str
	accounts: list[Account]
	events: list[Event] = field(default_factory=list)

	def __post_init__(self) -> None:
		users = {account.tier: account.user for account in self.accounts}
		self.village, self.tier_town, self.district = (
			Officer(self.url, users[tier], PASSWORD) for tier in ("village", "town", "district")
		)
		self.names = {account.user: account.name for account in self.accounts}
		self.found_on = self.town.months.story.last
		self.household = self.town.story.household

	def include_and_help(self) -> None:
		"""From the alert of the bank's file to the loan's payment and follow-up."""
		alert = self._alert()
		self._note(
			self.found_on,
			self.village,
			f"{self.town.story.head}：小额贷款逾期{self.town.story.days_overdue}天，预警",
			alert,
		)
		decided_on = self._day(14)
		self._determine(
			self._check("Inclusion", self._day(2), alert=alert),
			first_day=self._day(3),
			village_opinion="承包水稻、马蹄近30亩，蛋鸡1000多只；马蹄待收，雇工十余人需现结工钱，资金周转困难，原有贷款逾期。",
			town_opinion="核查属实：信用良好，缺的是收获期流动资金，建议协调贴息信用贷款。",
			determination={
				"determined_kind": "Unstable Formerly Poor",
				"decided_on": str(decided_on),
				"district_opinion": "同意纳入，镇村、工作队、银行联动，先帮后补。",
			},
			conclusion="区级审定：纳入监测",
		)
		self._help(self._case(), decided_on)

	def eliminate(self, reviewed_on: date) -> None:
		"""The review, at least half a year later, that finds the risk eliminated and closes the case."""
		case = self._case()
		if self.village.get("Monitoring Case", case)["status"] == "Open":
			self._mark_risks_solved(case)
		started_on = reviewed_on - timedelta(days=14)
		self._determine(
			self._check("Elimination", started_on),
			first_day=started_on + timedelta(days=1),
			village_opinion="马蹄、蛋鸡收入稳定，人均纯收入明显高于监测线，贷款正常，“三保障”和饮水安全均有保障。",
			town_opinion="核查属实，建议消除风险。",
			determination={"elimination_mode": "By Help", "decided_on": str(reviewed_on)},
			conclusion="区级审定：风险消除，转入常态化管理",
		)

	def report(self) -> dict:
		"""The story as data, for programs."""
		return {
			"household": self.household,
			"head": self.town.story.head,
			"village": self.town.story.village.name,
			"case": self.village.list("Monitoring Case", {"household": self.household}, ["name", "status"]),
			"events": [asdict(event) for event in self.events],
		}

	def _alert(self) -> str:
		if alert := self._first("Risk Alert", risk=OVERDUE_LOAN):
			return alert
		raise LookupError(f"Screening raised no alert on {self.household}.")

	def _check(self, purpose: str, started_on: date, **values) -> str:
		return (
			self._first("Risk Check", purpose=purpose)
			or self.village.create(
				"Risk Check", purpose=purpose, household=self.household, started_on=str(started_on), **values
			)["name"]
		)

	def _determine(
		self,
		check: str,
		first_day: date,
		village_opinion: str,
		town_opinion: str,
		determination: dict,
		conclusion: str,
	) -> None:
		"""Take the check through the three offices, from its current stage."""
		steps = {
			"Village Review": lambda: self._screen(check, first_day, village_opinion),
			"Town Verification": lambda: self._verify(check, first_day + timedelta(days=9), town_opinion),
			"District Determination": lambda: self._approve(check, determination),
		}
		while (stage := self.village.get("Risk Check", check)["stage"]) in steps:
			steps[stage]()
		self._note(first_day, self.village, "村级排查：入户、民主评议、公示", check)
		self._note(first_day + timedelta(days=9), self.tier_town, "镇级核查", check)
		self._note(date.fromisoformat(determination["decided_on"]), self.district, conclusion, check)

	def _authorise(self, signed_on: date) -> None:
		"""The household authorises the banks to compare its data."""
		if self._first("Data Authorization"):
			return
		self.village.create(
			"Data Authorization",
			household=self.household,
			signed_by=self.town.story.head,
			signed_on=str(signed_on),
			valid_until=str(max(signed_on, date.today()) + timedelta(days=365)),
			purpose="监测对象识别认定时核查家庭信息",
			agencies=[{"agency": BANKS}],
		)

	def _screen(self, check: str, first_day: date, opinion: str) -> None:
		self._authorise(first_day)
		notice_from = first_day + timedelta(days=1)
		self.village.update(
			"Risk Check",
			check,
			visited_on=str(first_day),
			village_opinion=opinion,
			votes_present=21,
			votes_for=20,
			votes_against=0,
			notice_from=str(notice_from),
			notice_to=str(notice_from + timedelta(days=7)),
		)
		self.village.apply("Submit to Town", "Risk Check", check)

	def _verify(self, check: str, day: date, opinion: str) -> None:
		self.tier_town.update("Risk Check", check, verified_on=str(day), town_opinion=opinion)
		self.tier_town.apply("Submit to District", "Risk Check", check)

	def _approve(self, check: str, determination: dict) -> None:
		self.district.update("Risk Check", check, **determination)
		self.district.apply("Approve", "Risk Check", check)

	def _help(self, case: str, decided_on: date) -> None:
		paid_on = decided_on + timedelta(days=14)
		followed_on = paid_on + timedelta(days=60)
		measure = self._first("Assistance Measure") or self._plan_loan(case, decided_on)
		self._note(decided_on, self.tier_town, "落实措施：协调惠农e贷10万元", measure)
		if self.tier_town.get("Assistance Measure", measure)["status"] != "Delivered":
			self.tier_town.update(
				"Assistance Measure",
				measure,
				status="Delivered",
				delivered_on=str(paid_on),
				result="纯授信、低利率贷款10万元到账，按一般流程至少要3周，两周放款。",
			)
		self._note(paid_on, self.tier_town, "两周放款到账", measure)
		if not self.village.get("Assistance Measure", measure)["follow_ups"]:
			note = "马蹄已收完售出，工钱结清，原贷款逾期已还。"
			self.village.update(
				"Assistance Measure", measure, follow_ups=[{"date": str(followed_on), "note": note}]
			)
		self._note(followed_on, self.village, "入户跟踪：马蹄售出，逾期已还", measure)

	def _plan_loan(self, case: str, decided_on: date) -> str:
		return self.tier_town.create(
			"Assistance Measure",
			monitoring_case=case,
			measure_type=CREDIT_LOAN,
			risk=OVERDUE_LOAN,
			agency=BANKS,
			amount=farmer.HARVEST_LOAN,
			status="Under Way",
			started_on=str(decided_on),
		)["name"]

	def _mark_risks_solved(self, case: str) -> None:
		rows = self.village.get("Monitoring Case", case)["risks"]
		solved = [
			{**row, "resolved": 1, "resolution": "原贷款逾期已还清，新贷款按期还款，收入稳定高于监测线。"}
			for row in rows
		]
		self.village.update("Monitoring Case", case, risks=solved)

	def _case(self) -> str:
		return self._first("Monitoring Case") or ""

	def _first(self, doctype: str, **filters) -> str | None:
		found = self.village.list(doctype, {"household": self.household, **filters}, ["name"])
		return found[0]["name"] if found else None

	def _day(self, after: int) -> date:
		return self.found_on + timedelta(days=after)

	def _note(self, day: date, officer: Officer, what: str, document: str) -> None:
		self.events.append(Event(str(day), self.names[officer.user], what, document))


Output = Callable[[str], None]


def print_events(story: Story, output: Output) -> None:
	for event in story.events:
		output(f"  {event.day}  {event.officer}  {event.what}  [{event.document}]")
