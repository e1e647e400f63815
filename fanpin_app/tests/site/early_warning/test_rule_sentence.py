"""The sentences of rules on their form."""

import frappe
from frappe.translate import print_language

from fanpin_app.early_warning.rule_desk import form
from fanpin_app.early_warning.rules import fields, vocabulary
from fanpin_app.early_warning.rules.sentence import sentence_of
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_officer, rule


def read(*conditions: dict, **values) -> str:
	with print_language("zh"):
		return str(sentence_of(rule(*conditions, **({"steps_up": 0} | values))))


def read_shipped(code: str) -> str:
	with print_language("zh"):
		return str(sentence_of(frappe.get_doc("Risk Rule", code)))


class TestSentence(TestCase):
	def test_a_sum_in_a_window_reads_with_the_indicator_s_name_and_unit(self):
		paid = {"indicator": "medical_self_paid", "aggregation": "Sum", "window_months": 12}
		self.assertEqual(
			read(paid | {"operator": ">=", "value": "5000"}),
			"符合以下条件的农户，列为黄色预警（因病因残）：近12个月医保自付费用合计不低于5000元",
		)

	def test_groups_are_numbered_and_the_step_up_is_at_the_end(self):
		self.assertEqual(
			read_shipped("R4a"),
			"符合下列任何一项的农户，列为黄色预警（饮水不安全）：（1）饮水安全为不安全；"
			"（2）最近一次村级供水为不安全；人均纯收入低于收入线的升一级",
		)

	def test_conditions_of_one_member_are_in_one_phrase(self):
		self.assertIn("同一名在世成员最近一次就学状态为辍学且年龄在6岁至15岁之间", read_shipped("R7a"))

	def test_conditions_on_yes_or_no_have_phrases_of_their_own(self):
		self.assertIn(
			"没有一名在世成员有劳动能力或劳动能力不明，且未享受低保，且未享受特困供养", read_shipped("R7c")
		)

	def test_shares_of_the_year_before_and_of_the_line_are_percentages(self):
		self.assertIn("最近年度生产经营净收入不高于上年的70%", read_shipped("R6b"))
		line = {"source": "Household", "field": "income_per_head", "operator": "<"}
		self.assertIn("人均纯收入低于收入线", read(line | {"value_source": "Income Line"}))
		self.assertIn(
			"人均纯收入低于收入线的150%", read(line | {"value_source": "Income Line", "value": "150"})
		)

	def test_several_words_are_joined_with_or(self):
		self.assertIn("近6个月有一条事故后果为死亡或重伤", read_shipped("R2a"))

	def test_the_sentence_of_a_data_defect_mentions_no_alert(self):
		unknown = {"source": "Household", "field": "income_per_head", "operator": "is not set"}
		self.assertEqual(
			read(unknown, kind="Data Defect"),
			"符合以下条件的农户，列为数据质量问题：人均纯收入未填写",
		)

	def test_every_shipped_rule_reads_without_english_and_without_gaps(self):
		for code in frappe.get_all("Risk Rule", pluck="name"):
			sentence = read_shipped(code)
			self.assertNotRegex(sentence.replace("D", "").replace("C", ""), r"[A-Za-z]|…", code)

	def test_an_unfinished_rule_reads_with_gaps(self):
		self.assertIn("…", read({"indicator": None, "aggregation": "Sum"}, level=None))


class TestDescribing(TestCase):
	def describe(self, *conditions: dict) -> dict:
		return form.describe(rule(*conditions).as_dict(no_default_fields=True))

	def test_the_reason_why_a_rule_cannot_be_saved_is_shown_before(self):
		described = self.describe(
			{"indicator": "schooling", "aggregation": "Sum", "operator": ">", "value": "1"}
		)
		self.assertTrue(described["problem"])
		self.assertTrue(described["groups"])

	def test_a_rule_that_can_be_saved_has_no_problem(self):
		described = self.describe(
			{"indicator": "schooling", "aggregation": "Latest", "operator": "=", "value": "辍学"}
		)
		self.assertIsNone(described["problem"])

	def test_a_rule_without_conditions_yet_is_no_error(self):
		self.assertIsNone(self.describe()["problem"])

	def test_a_user_who_may_not_read_rules_is_refused(self):
		frappe.set_user(make_officer("Window Clerk", VILLAGE))
		self.assertRaises(frappe.PermissionError, form.describe, {})
		self.assertRaises(frappe.PermissionError, form.get_choices)


class TestChoices(TestCase):
	def test_each_source_has_the_compiler_s_fields_with_their_words(self):
		choices = form.get_choices()
		for source, known in fields.FIELDS_BY_SOURCE.items():
			self.assertEqual([each["value"] for each in choices["fields"][source]], list(known))
		kind = next(each for each in choices["fields"]["Household"] if each["value"] == "household_kind")
		self.assertEqual([word["value"] for word in kind["words"]], ["General", "Formerly Poor"])

	def test_a_text_indicator_offers_the_values_of_its_feed(self):
		self.assertEqual(
			[word["value"] for word in form.get_choices()["indicators"]["schooling"]["words"]],
			["In School", "Dropped Out"],
		)

	def test_labels_are_in_the_user_s_language(self):
		with print_language("zh"):
			choices = form.get_choices()
		self.assertIn({"value": "not in", "label": "不属于"}, choices["operators"]["Text"])


class TestTranslatedWords(TestCase):
	def kept(self, **condition) -> str:
		created = rule(condition).conditions[0]
		with print_language("zh"):
			vocabulary.normalise_value(created)
		return created.value

	def test_chinese_words_are_stored_as_options_of_the_register(self):
		kind = {"source": "Household", "field": "household_kind"}
		self.assertEqual(self.kept(**kind, operator="=", value="脱贫户"), "Formerly Poor")
		self.assertEqual(self.kept(**kind, operator="in", value="脱贫户、一般农户"), "Formerly Poor, General")

	def test_an_unknown_word_stays_as_it_was_written(self):
		self.assertEqual(
			self.kept(indicator="housing_grade", aggregation="Latest", operator="=", value="C"), "C"
		)
		self.assertEqual(
			self.kept(indicator="medical_self_paid", aggregation="Sum", operator=">=", value="5000"), "5000"
		)

	def test_a_rule_is_saved_with_the_words_of_the_data(self):
		created = rule({"source": "Household", "field": "drinking_water", "operator": "=", "value": "不安全"})
		with print_language("zh"):
			created.insert()
		self.assertEqual(frappe.get_doc("Risk Rule", created.name).conditions[0].value, "Unsafe")
