"""Updates of the officers responsible for alerts and data defects, after a posting has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fanpin_app.early_warning.data_defects.tasks import give_to_officers
from fanpin_app.early_warning.response.officers import RANK, follow_postings
from fanpin_app.permissions.postings import prefix_of

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.officer_posting.officer_posting import OfficerPosting


def follow_posting(posting: OfficerPosting, method: str | None = None) -> None:
	"""Hook, after a posting is saved or deleted: update the waiting alerts and open defects of its region."""
	if posting.duty not in RANK:
		return
	before = posting.get_doc_before_save()
	for region in {posting.region, before.region if before else posting.region}:
		follow_postings(prefix_of(region))
		give_to_officers(prefix_of(region))
