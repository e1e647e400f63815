import json
from pathlib import Path
from unittest import TestCase

from fanpin_app.setup import seeds


class TestTheTextsOfTheSeeds(TestCase):
	def seeds(self) -> list[dict]:
		return json.loads((Path(seeds.FOLDER) / "data_defect_rule.json").read_text(encoding="utf-8"))

	def test_a_number_in_a_text_is_one_that_the_rule_provides(self):
		# A rule whose first condition is about what was not found has the value 0.
		for seed in self.seeds():
			first = seed["conditions"][0]
			counts = first["source"] == "Member" or first["field"] in (
				"months_monitored",
				"business_income_at_elimination",
			)
			self.assertEqual("{value}" in seed["reason"], counts, seed["name"])
