import hashlib
import json
from collections.abc import Iterator

import frappe

from fanpin_app.setup import seeds
from fanpin_app.tests.support.base import TestCase

# SHA-256 of each text as it was inserted on every site so far.
INSERTED_TEXTS = {
	"application_received.html": "c13518543431d8bdb12a2255cebf68297102e89f83cee717e966296b65eb0720",
	"application_slip.html": "4b127c5fea343d364d7341a94510ff06bee1d2d400403600a718ac49a156c686",
	"authorization_expiring.html": "74f82469ab53694030df2641121f36992c9f1a7307d55d153f21f2a2aed4e6f0",
	"check_appraisal.html": "627b9c6486feac4f00be08e0d2eeef62b91178812f4ccd9a98646def684cea7b",
	"check_notice.html": "da6f819913ddf639bbf00225babbbacba777d8c0171f3da20fb892e91c948c6c",
	"meeting_minutes.html": "0bff2e08647c555bb2e165d4064d9aa25778745095ce9594dc8ad2e42ce54595",
	"risk_alert_digest.html": "874ab917393d8895877a6245852b912b632e004ff339911cfc13609d80dbc532",
}


def written_seeds() -> Iterator[dict]:
	"""The seeds as their files hold them."""
	for path in sorted(seeds.FOLDER.glob("*.json")):
		yield from json.loads(path.read_text(encoding="utf-8"))


def values_in_files() -> Iterator[tuple[dict, str, str]]:
	"""Seed, field and name of the file that holds its value."""
	for seed in written_seeds():
		for field, value in seed.items():
			if isinstance(value, dict):
				yield seed, field, value["file"]


class TestTextsInFiles(TestCase):
	def test_an_inserted_document_has_the_text_of_its_file_byte_for_byte(self):
		for seed, field, file in values_in_files():
			inserted = frappe.db.get_value(seed["doctype"], seed["name"], field)
			self.assertEqual(inserted.encode(), (seeds.FOLDER / file).read_bytes(), file)

	def test_a_text_that_sites_have_already_changes_only_with_a_patch_for_them(self):
		"""A seed is inserted once: a change of its file alone reaches new sites only."""
		texts = {
			path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in seeds.FOLDER.glob("*.html")
		}
		self.assertEqual(texts, INSERTED_TEXTS)

	def test_every_text_is_of_one_seed(self):
		files = [file for _seed, _field, file in values_in_files()]
		self.assertEqual(sorted(files), sorted(path.name for path in seeds.FOLDER.glob("*.html")))

	def test_no_markup_is_written_into_json(self):
		for seed in written_seeds():
			for field, value in seed.items():
				self.assertFalse(isinstance(value, str) and "</" in value, (seed.get("name"), field))
