"""Guards of search functions of link fields: the client chooses the searched column, which must be readable.

Some of these functions put its name into their own SQL, without `query_guard`. By searching for parts of a
text, a client could read any column letter by letter, for example keys for new passwords.
"""

from collections.abc import Callable
from typing import Any

import frappe

from fanpin_app.privacy.fields import refuse_search, unreadable_fields
from fanpin_app.security.documents.field_access import hidden_fields
from fanpin_app.security.queries.function_guards import Call, guards

# Function → the DocType whose column it searches. Functions that search a fixed column are not listed.
SEARCH_FUNCTIONS = {
	"frappe.contacts.doctype.address.address.address_query": "Address",
	"frappe.contacts.doctype.contact.contact.contact_query": "Contact",
	"frappe.core.doctype.user.user.user_query": "User",
}


def _require_readable_column(doctype: str) -> Callable[[Call], Any]:
	def search(call: Call) -> Any:
		column = call["searchfield"] or "name"
		readable = set(frappe.get_meta(doctype).get_valid_columns()) - hidden_fields(doctype)
		if column not in readable - unreadable_fields(doctype):
			refuse_search()
		return call.proceed()

	return search


for _path, _doctype in SEARCH_FUNCTIONS.items():
	guards(_path)(_require_readable_column(_doctype))
