import frappe

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_household,
	make_id_number,
	make_income,
	make_region,
	member,
)

HEADERS = (
	"户编号 村代码 组 姓名 与户主关系 证件号码 劳动技能 务工状态 是否参加城乡居民医保 户类型 监测对象类别 是否低保 人员状态 联系电话"
).split()


def row(
	number: str, name: str, id_number: str, relation: str = "户主", region: str = VILLAGE, **cells
) -> list:
	values = {
		"户编号": number,
		"村代码": region,
		"组": "1组",
		"姓名": name,
		"与户主关系": relation,
		"证件号码": id_number,
		"劳动技能": "普通劳动力",
		"务工状态": "务工",
		"是否参加城乡居民医保": "是",
		"人员状态": "在世",
	} | cells
	return [values.get(header) for header in HEADERS]


class TestRegisterFile(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		make_region(VILLAGE)
		make_region(OTHER_VILLAGE)

	def load(self, *rows, name: str = "农户信息.xlsx"):
		return load_file(write_workbook(self.folder / name, HEADERS, rows))

	def test_rows_become_a_household_with_members_and_derived_figures(self):
		head, son = make_id_number(), make_id_number()
		batch = self.load(
			row("T1", "林子", son, "之子", 务工状态="未务工"),
			row("T1", "林父", head, 户类型="脱贫户", 是否低保="是", 联系电话="13800001234"),
		)
		self.assertEqual((batch.rows_accepted, batch.rows_refused), (2, 0))
		household = frappe.get_doc("Household", "T1")
		self.assertEqual(household.head_name, "林父")
		self.assertEqual((household.people, household.workers), (2, 1))
		self.assertEqual(household.household_kind, "Formerly Poor")
		self.assertEqual(household.subsistence_allowance, 1)
		self.assertEqual(household.phone_masked, "138****1234")
		self.assertEqual([each.relation for each in household.members], ["Son", "Household Head"])
		self.assertEqual(household.members[1].id_number, head)
		self.assertNotIn(head[14:], household.members[1].id_number_masked)

	def test_an_adult_of_unrecorded_labour_capacity_does_not_count_as_without_labour(self):
		self.load(row("T1", "林父", make_id_number(), 劳动技能=None))
		self.load(row("T2", "陈父", make_id_number(), 劳动技能="无劳动力"), name="无.xlsx")
		flags = [frappe.db.get_value("Household", name, "no_labour") for name in ("T1", "T2")]
		self.assertEqual(flags, [0, 1])

	def test_a_monitored_kind_marks_the_household_as_monitored(self):
		self.load(row("T1", "林父", make_id_number(), 户类型="一般农户", 监测对象类别="边缘易致贫户"))
		household = frappe.get_doc("Household", "T1")
		self.assertEqual((household.monitored, household.monitored_kind), (1, "Marginal"))

	def test_a_newer_file_updates_members_by_their_id_number(self):
		head = make_id_number()
		self.load(row("T1", "林父", head))
		before = frappe.db.get_value("Household Member", {"id_number": head})
		self.load(row("T1", "林父", head, 人员状态="死亡"), name="新.xlsx")
		self.assertEqual(frappe.db.get_value("Household Member", {"id_number": head}), before)
		self.assertEqual(frappe.db.get_value("Household", "T1", "people"), 0)

	def test_masked_private_values_do_not_overwrite_stored_ones(self):
		known, head, new = "13800001234", make_id_number(), make_id_number()
		self.load_with_health([*row("T1", "林父", head, 联系电话=known), "长期慢性病"], name="农户信息.xlsx")
		for number, masked in enumerate(("138****1234", "138＊＊＊＊1234", "138xxxx1234", "138●●●●1234")):
			self.load_with_health(
				[*row("T1", "林父", head, 联系电话=masked), "***"],
				[*row("T2", "陈母", new, 联系电话=masked), None],
				name=f"遮盖{number}.xlsx",
			)
			stored = frappe.get_all(
				"Household", {"name": ("in", ("T1", "T2"))}, pluck="phone", order_by="name"
			)
			self.assertEqual(stored, [known, None], masked)
			health = frappe.db.get_value("Household Member", {"id_number": head}, "health")
			self.assertEqual(health, "Long-term Chronic Illness", masked)

	def load_with_health(self, *rows: list, name: str) -> None:
		load_file(write_workbook(self.folder / name, (*HEADERS, "健康状况"), rows))

	def test_a_member_named_under_another_household_moves_there(self):
		head, son = make_id_number(), make_id_number()
		self.load(
			row("T1", "林父", head),
			row("T1", "林子", son, "之子"),
			row("T2", "陈母", make_id_number(), region=OTHER_VILLAGE),
		)
		self.load(row("T2", "林子", son, "配偶", region=OTHER_VILLAGE), name="新.xlsx")
		self.assertEqual(frappe.db.get_value("Household", "T1", "people"), 1)
		self.assertEqual(frappe.db.get_value("Household", "T2", "people"), 2)

	def test_an_unknown_village_refuses_the_row_and_keeps_the_others(self):
		batch = self.load(
			row("T1", "甲", make_id_number(), region="449913999999"), row("T2", "乙", make_id_number())
		)
		self.assertEqual({each.reason: each.rows for each in batch.refusals}, {"unknown_region": 1})
		self.assertTrue(frappe.db.exists("Household", "T2"))
		self.assertFalse(frappe.db.exists("Household", "T1"))

	def test_incomes_give_the_income_per_head_and_unknown_stays_unknown(self):
		household = make_household(members=[member(), member(relation="Spouse")])
		silent = make_household()
		path = write_workbook(
			self.folder / "收入_2025.xlsx",
			("户编号", "工资性收入", "生产经营性收入", "财产性收入", "转移性收入", "生产经营性支出"),
			[(household.name, "10,000.00", 6000, None, 100, 2000)],
		)
		self.assertEqual(load_file(path).rows_accepted, 1)
		household.reload()
		self.assertEqual(
			(household.income_year, household.net_income, household.income_per_head), (2025, 14100, 7050)
		)
		self.assertEqual(frappe.db.get_value("Household", silent.name, "income_year"), 0)

	def test_saving_a_statement_in_the_desk_calculates_the_same_figures_as_a_file(self):
		household = make_household(members=[member(), member(relation="Spouse")])
		make_income(household.name, 2025, wage_income=10000, business_income=6000, business_expense=2000)
		household.reload()
		self.assertEqual((household.net_income, household.income_per_head), (14000, 7000))

	def test_a_household_without_living_members_has_no_known_income(self):
		household = make_household(members=[member(status="Deceased")])
		make_income(household.name, 2025, wage_income=10000)
		household.reload()
		self.assertEqual((household.people, household.income_year), (0, 0))
