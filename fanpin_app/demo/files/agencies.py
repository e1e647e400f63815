"""The agencies' monthly files: their columns, and their rows about people and villages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from fanpin_app.demo.files import oddities as odd
from fanpin_app.demo.files.months import Month
from fanpin_app.demo.files.oddities import RowChange
from fanpin_app.demo.files.workbooks import Layout, Oddities
from fanpin_app.demo.households.geography import Village
from fanpin_app.demo.households.people import FORMERLY_POOR, Fact, Household, Person

MEDICAL, CARDS, LOANS, HOUSING, WATER = "医保自付", "残疾证", "小额贷款", "危房鉴定", "村级供水"
SCHOOLING, UNEMPLOYMENT, ACCIDENTS, WELFARE = "辍学", "失业登记", "意外事故", "低保特困"

POVERTY_LOAN, CREDIT_LOAN = "脱贫人口小额信贷", "惠农e贷"
DISABILITIES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
DISABILITY_GRADES = ("一级", "二级", "三级", "四级")
SCHOOLS = ("中心小学", "第二小学", "初级中学")


@dataclass(frozen=True)
class Feed:
	"""One agency's monthly file. `latest_columns`: its columns in the latest month, if the form was changed."""

	name: str
	agency: str
	columns: tuple[tuple[str, str], ...]
	amounts: tuple[str, ...] = ()
	latest_columns: tuple[tuple[str, str], ...] = ()
	by_person: bool = True
	repairable: tuple[RowChange, ...] = ()
	look: dict = field(default_factory=dict)


FEEDS = (
	Feed(
		MEDICAL,
		"市医疗保障局",
		(
			("姓名", "name"),
			("身份证号", "id"),
			("住院自付(元)", "inpatient"),
			("门诊自付(元)", "outpatient"),
			("结算日期", "day"),
		),
		amounts=("outpatient", "inpatient"),
		latest_columns=(
			("身份证号码", "id"),
			("姓名", "name"),
			("结算日期", "day"),
			("门诊自付(元)", "outpatient"),
			("住院自付(元)", "inpatient"),
		),
		repairable=(
			odd.spaced_id,
			odd.chinese_date,
			odd.yuan_amount("inpatient"),
			odd.full_width_id,
			odd.serial_date,
			odd.small_x_id,
		),
	),
	Feed(
		CARDS,
		"区残疾人联合会",
		(
			("姓名", "name"),
			("残疾证号", "id"),
			("残疾类别", "kind"),
			("残疾等级", "grade"),
			("发证日期", "day"),
		),
		repairable=(odd.spaced_id, odd.dotted_date),
		look={"real_dates": True, "hidden_copy": "last"},
	),
	Feed(
		LOANS,
		"金融机构",
		(
			("借款人", "name"),
			("身份证号", "id"),
			("产品", "product"),
			("合同金额", "amount"),
			("余额", "balance"),
			("到期日", "due"),
			("逾期天数", "overdue"),
			("数据日期", "day"),
		),
		amounts=("amount", "balance"),
		repairable=(odd.comma_amount("amount"), odd.serial_date, odd.slashed_date, odd.full_width_id),
		look={"wrong_dimension": True},
	),
	Feed(
		HOUSING,
		"区住房和城乡建设局",
		(("户主姓名", "name"), ("证件号码", "id"), ("鉴定等级", "grade"), ("鉴定日期", "day")),
		repairable=(odd.slashed_date, odd.spaced_id),
	),
	Feed(
		WATER,
		"区水务局",
		(("村代码", "id"), ("村名", "name"), ("是否达标", "safe"), ("监测日期", "day")),
		by_person=False,
		repairable=(odd.code_as_number, odd.slashed_date),
	),
	Feed(
		SCHOOLING,
		"区教育局",
		(
			("学生姓名", "name"),
			("学生身份证号", "id"),
			("学校", "school"),
			("年级", "grade"),
			("就学状态", "state"),
			("登记日期", "day"),
		),
		repairable=(odd.dotted_date, odd.small_x_id),
	),
	Feed(
		UNEMPLOYMENT,
		"区人力资源和社会保障局",
		(("姓名", "name"), ("身份证号", "id"), ("登记日期", "day")),
		repairable=(odd.chinese_date,),
		look={"hidden_copy": "first"},
	),
	Feed(
		ACCIDENTS,
		"公安交警、应急管理部门",
		(
			("姓名", "name"),
			("证件号码", "id"),
			("事故日期", "day"),
			("事故后果", "consequence"),
			("损失金额(元)", "loss"),
		),
		amounts=("loss",),
		repairable=(odd.comma_amount("loss"), odd.full_width_id),
		look={"real_dates": True},
	),
	Feed(
		WELFARE,
		"区民政局",
		(("姓名", "name"), ("证件号码", "id"), ("类别", "kind"), ("状态", "state"), ("日期", "day")),
		repairable=(odd.chinese_date, odd.dotted_date),
		look={"real_dates": True, "hidden_copy": "last"},
	),
)


def layout(feed: Feed, area: str, month: Month, latest: bool, signature: str) -> Layout:
	return Layout(
		columns=(latest and feed.latest_columns) or feed.columns,
		sheet=feed.name,
		notes=(
			f"{area}{month.title}{feed.name}情况表",
			f"数据来源：{feed.agency}　　单位：人、元　　（虚构样例）",
		),
		totals=feed.amounts,
		signature=signature,
		**feed.look,
	)


def oddities(feed: Feed, stranger: Callable[[], str]) -> Oddities:
	"""Oddities in one month's file; `stranger` returns the ID number of a person who is not registered."""
	refusals: dict[str, RowChange] = {"duplicate": odd.duplicate, "bad_date": odd.bad_date}
	if feed.amounts:
		refusals["bad_amount"] = odd.bad_amount(feed.amounts[0])
	if feed.by_person:
		refusals["bad_id"] = odd.bad_id
		refusals["unknown_person"] = odd.unknown_person(stranger)
		refusals["precision_lost"] = odd.precision_lost
	return Oddities(list(feed.repairable), refusals)


def medical_bill(month: Month, person: Person, day: date, inpatient: float, outpatient: float) -> Fact:
	return _fact(person, MEDICAL, month, day, inpatient=inpatient, outpatient=outpatient)


def disability_card(month: Month, person: Person, day: date, kind: int, grade: int) -> Fact:
	"""`kind` 1 to 7 and `grade` 1 to 4 are the card number's last two digits."""
	fact = _fact(person, CARDS, month, day, kind=DISABILITIES[kind - 1], grade=DISABILITY_GRADES[grade - 1])
	fact.row["id"] = f"{person.id}{kind}{grade}"
	return fact


def house_grade(month: Month, household: Household, day: date, grade: str) -> Fact:
	return _fact(household.head, HOUSING, month, day, grade=f"{grade}级")


def schooling(month: Month, household: Household, child: Person, day: date, state: str) -> Fact:
	"""`state`: 在读 or 辍学."""
	school = household.village.town.name + SCHOOLS[2 if child.age >= 12 else int(child.id[16]) % 2]
	return _fact(child, SCHOOLING, month, day, school=school, grade=child.grade, state=state)


def unemployment(month: Month, person: Person, day: date) -> Fact:
	return _fact(person, UNEMPLOYMENT, month, day)


def accident(month: Month, person: Person, day: date, consequence: str, loss: float) -> Fact:
	return _fact(person, ACCIDENTS, month, day, consequence=consequence, loss=loss)


def welfare(month: Month, person: Person, day: date, kind: str, state: str) -> Fact:
	"""`kind`: 低保 or 特困; `state`: 新增 or 停保."""
	return _fact(person, WELFARE, month, day, kind=kind, state=state)


@dataclass(frozen=True)
class Loan:
	"""One loan: the values that identify it in each month's file."""

	product: str
	amount: int
	due: date

	def state(self, month: Month, borrower: Person, balance: int, overdue: int) -> Fact:
		"""`overdue` in days, at the month's end."""
		return _fact(
			borrower,
			LOANS,
			month,
			month.last,
			product=self.product,
			amount=self.amount,
			due=self.due,
			balance=balance,
			overdue=overdue,
		)


def product_for(household: Household) -> str:
	return POVERTY_LOAN if household.kind == FORMERLY_POOR else CREDIT_LOAN


def water_report(village: Village, month: Month, safe: bool) -> dict:
	return {
		"id": village.code,
		"name": village.name,
		"safe": "达标" if safe else "不达标",
		"day": month.first.replace(day=16),
	}


def _fact(person: Person, feed: str, month: Month, day: date, **values) -> Fact:
	return Fact(feed, month, {"name": person.name, "id": person.id, "day": day, **values})
