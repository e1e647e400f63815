import frappe

from fanpin_app.security.files import addresses, attach_fields, public_copies
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security.files import FilesTestCase, attach, spellings_of


class TestAddresses(FilesTestCase):
	def test_the_name_as_sent_is_found_again_in_an_address(self):
		for name in ("医保自付_202610.xlsx", "PROGRA~1.csv", "a.b~c.tar.gz", "万元"):
			for is_private in (0, 1):
				stored = addresses.free_name(name, is_private)
				self.assertNotEqual(stored, name)
				self.assertEqual(addresses.name_as_sent(stored), name)

	def test_no_attach_field_of_any_doctype_accepts_the_address_of_an_unreadable_file(self):
		accepted, tried = [], 0
		with as_user(self.village_user):
			for doctype in frappe.get_all("DocType", filters={"is_virtual": 0}, pluck="name"):
				for fieldname in attach_fields.attach_fields(frappe.get_meta(doctype)):
					for address in spellings_of(self.secret.file_url):
						doc = frappe.new_doc(doctype)
						doc.set(fieldname, address)
						tried += 1
						try:
							doc.run_method("before_validate")
							accepted.append((doctype, fieldname, address))
						except (frappe.PermissionError, frappe.ValidationError):
							pass
		self.assertGreater(tried, 100)
		self.assertEqual(accepted, [])

	def test_no_row_of_a_table_accepts_the_address_of_an_unreadable_file(self):
		doc = frappe.get_doc(
			{"doctype": "Website Slideshow", "slideshow_items": [{"image": self.secret.file_url}]}
		)
		with as_user(self.village_user):
			self.assertRaises(frappe.PermissionError, attach_fields.check, doc)

	def test_an_own_attach_field_publishes_no_private_file(self):
		for address in spellings_of(self.secret.file_url):
			path = f"/api/resource/User/{self.village_user}"
			self.assert_refused(self.call("village", "PUT", path, json={"user_image": address}))
		self.assertEqual(public_copies.count_public_copies(), 0)

	def test_nobody_makes_a_file_of_a_private_address(self):
		for who in self.everybody():
			for address in spellings_of(self.secret.file_url):
				for fields in ({}, {"is_private": 1}, {"file_name": "a.txt", "content_hash": "x"}):
					answer = self.call(
						who, "POST", "/api/resource/File", json={"file_url": address, **fields}
					)
					self.assert_refused(answer)

	def test_nobody_uploads_a_file_of_a_private_address(self):
		for who in self.everybody():
			for address in spellings_of(self.secret.file_url):
				for field in ({"file_url": address}, {"library_file_name": self.secret.name}):
					data = {"doctype": "Household", "docname": self.near, **field}
					self.assert_refused(self.call(who, "POST", "/api/method/upload_file", data=data))

	def test_nobody_makes_a_file_with_only_the_name_of_a_private_file(self):
		for fields in ({"is_private": 1}, {"is_private": 0}, {"file_url": ""}):
			name = self.secret.file_url.rsplit("/", 1)[1]
			answer = self.call("village", "POST", "/api/resource/File", json={"file_name": name, **fields})
			self.assert_refused(answer)

	def test_an_unknown_address_is_refused_like_one_that_may_not_be_read(self):
		def answered(address: str) -> tuple[int, str]:
			answer = self.call("village", "POST", "/api/resource/File", json={"file_url": address})
			[message] = frappe.parse_json(answer.json()["_server_messages"])
			return answer.status_code, frappe.parse_json(message)["message"].replace(address, "")

		self.assertEqual(answered("/private/files/没有.txt"), answered(self.secret.file_url))

	def test_addresses_of_other_servers_are_refused(self):
		for address in ("http://169.254.169.254/x.png", "//evil.example/x.png", "ftp://evil.example/x"):
			answer = self.call("village", "POST", "/api/resource/File", json={"file_url": address})
			self.assert_refused(answer)
			path = f"/api/resource/User/{self.village_user}"
			self.assert_refused(self.call("village", "PUT", path, json={"user_image": address}))

	def test_an_own_file_is_accepted_however_its_address_is_written(self):
		mine = attach(self.near, "own.txt", "自己的")
		frappe.db.commit()
		fields = {"attached_to_doctype": "Household", "attached_to_name": self.near}
		for address in (mine.file_url, mine.file_url.replace("files/", "files/./"), f"{mine.file_url}?fid=1"):
			answer = self.call("village", "POST", "/api/resource/File", json={"file_url": address, **fields})
			self.assertEqual(answer.status_code, 200, answer.text)
			self.assertEqual(answer.json()["data"]["file_url"], mine.file_url)

	def test_a_name_in_another_case_reads_no_other_file(self):
		address = attach(self.far, "Proof.txt").file_url
		frappe.db.commit()
		for like in ("proof.txt", "PROOF.txt", "Ｐroof.txt", "pröof.txt"):
			answer = self.upload("village", like, b"x", is_private=1)
			self.assertEqual(answer.status_code, 200, answer.text)
			self.assert_refused(self.call("village", "GET", address))
