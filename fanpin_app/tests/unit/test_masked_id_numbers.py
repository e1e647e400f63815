from datetime import date
from unittest import TestCase

from fanpin_app.registry.households.members import masked_id_number
from fanpin_app.tests.support.builders import (
	make_id_number,
)


class TestMaskedIdNumbers(TestCase):
	def test_a_childs_number_shows_only_its_district_and_an_adults_hides_what_no_other_field_shows(self):
		child, adult = (
			make_id_number(date.today().replace(year=date.today().year - 13, day=1)),
			make_id_number(),
		)
		self.assertEqual(masked_id_number(child), child[:6] + "*" * 12)
		self.assertEqual(masked_id_number(adult), adult[:14] + "*" * 4)
