"""Tables laid out as offices do: accepted rows equal what was intended, the others are refused with a reason, all are
counted."""

from fanpin_app.tests.support.agency_files import make_folder
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, VILLAGE_OF_OTHER_TOWN, make_region
from fanpin_app.tests.support.random_files.contents import Population
from fanpin_app.tests.support.random_files.run import try_files

FILES = 2000


class RandomFilesTestCase(TestCase):
	def try_files(self, count: int) -> None:
		villages = (VILLAGE, OTHER_VILLAGE, VILLAGE_OF_OTHER_TOWN)
		for village in villages:
			make_region(village)
		failures, formats = try_files(count, Population(villages), make_folder(self))
		print(f"{formats.total()} files: {dict(formats)}")
		self.assertEqual("\n".join(failures), "")


class TestRandomFiles(RandomFilesTestCase):
	def test_accepted_rows_are_as_intended_and_the_others_are_refused_with_a_reason(self):
		self.try_files(FILES)
