"""Tables laid out as offices do: accepted rows equal what was meant, the others are refused with a reason, all are
counted."""

from fanpin_app.tests.support.agency_files import make_folder
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, VILLAGE_OF_OTHER_TOWN, make_region
from fanpin_app.tests.support.dressed_files.meanings import World
from fanpin_app.tests.support.dressed_files.run import try_files

FILES = 2000


class DressedFilesTestCase(TestCase):
	def try_files(self, count: int) -> None:
		villages = (VILLAGE, OTHER_VILLAGE, VILLAGE_OF_OTHER_TOWN)
		for village in villages:
			make_region(village)
		failures, formats = try_files(count, World(villages), make_folder(self))
		print(f"{formats.total()} files: {dict(formats)}")
		self.assertEqual("\n".join(failures), "")


class TestDressedFiles(DressedFilesTestCase):
	def test_what_is_accepted_is_what_is_meant_and_the_rest_is_refused_by_name(self):
		self.try_files(FILES)
