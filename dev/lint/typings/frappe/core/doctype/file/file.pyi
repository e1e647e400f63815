from typing import Any

from frappe.model.document import Document

class File(Document):
	attached_to_doctype: Any
	attached_to_field: Any
	attached_to_name: Any
	before_insert: Any
	content: Any
	content_hash: Any
	file_name: Any
	file_type: Any
	file_url: Any
	generate_content_hash: Any
	get_content: Any
	get_full_path: Any
	is_downloadable: Any
	is_folder: Any
	is_private: Any
	is_remote_file: Any
	on_trash: Any
	optimize_file: Any
	save_file: Any
	unzip: Any
	write_file: Any
	zip_files: Any
	_content: Any

def has_permission(doc: File, ptype: str | None = None, user: str | None = None) -> bool: ...
