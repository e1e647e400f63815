"""Guards of the functions that link fields search with: a client names the column that is searched, one that may be read.

Some of them put the name into SQL of their own, past `query_guard`. By what contains a text, any column is read letter by
letter: keys for new passwords, and so the account.
"""

from collections.abc import Callable
from typing import Any

import frappe

from fanpin_app.privacy.fields import refuse_search, unreadable_fields
from fanpin_app.security.documents.field_access import hidden_fields
from fanpin_app.security.queries.function_guards import Call, guards

# Function → the DocType whose column it searches. Those that search a fixed one are not here.
SEARCHING = {
	"frappe.contacts.doctype.address.address.address_query": "Address",
	"frappe.contacts.doctype.contact.contact.contact_query": "Contact",
	"frappe.core.doctype.user.user.user_query": "User",
}


def _searching(doctype: str) -> Callable[[Call], Any]:
	def search(call: Call) -> Any:
		column = call["searchfield"] or "name"
		readable = set(frappe.get_meta(doctype).get_valid_columns()) - hidden_fields(doctype)
		if column not in readable - unreadable_fields(doctype):
			refuse_search()
		return call.proceed()

	return search


for _path, _doctype in SEARCHING.items():
	guards(_path)(_searching(_doctype))
