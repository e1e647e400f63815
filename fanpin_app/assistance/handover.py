"""On a handover of a posting, the officer's open cases are given to the successor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe

from fanpin_app.permissions import scope
from fanpin_app.registry.officers.handover import HELPER, record_moved

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.posting_handover.posting_handover import PostingHandover


def move_helped_cases(handover: PostingHandover) -> None:
	if handover.duty == scope.AGENCY_DUTY:
		return
	cases = frappe.get_all(
		"Monitoring Case",
		filters={
			"helper": handover.predecessor,
			"status": "Open",
			"region": ("like", f"{scope.prefix_of(handover.region)}%"),
		},
		pluck="name",
	)
	for name in cases:
		case = frappe.get_doc("Monitoring Case", name)
		case.helper = handover.successor
		case.save(ignore_permissions=True)
		record_moved(handover, "Monitoring Case", name, HELPER)
