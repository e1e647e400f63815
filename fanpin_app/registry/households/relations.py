"""Members' relations to a new head, derived from those to the old one; "Other" where uncertain, to be corrected."""

from collections.abc import Mapping

HEAD, SPOUSE, OTHER = "Household Head", "Spouse", "Other"
MALE = "Male"
PARENT = ("Father", "Mother")
# Relation of the former head to the new head -> relation of the former head's spouse and (by sex) children.
SPOUSE_RELATIONS = {
	"Son": "Daughter-in-law",
	"Daughter": "Son-in-law",
	"Father": "Mother",
	"Mother": "Father",
	"Sibling": "Sibling's Wife",
	"Grandfather": "Grandmother",
	"Grandmother": "Grandfather",
}
CHILD_RELATIONS = {
	"Son": ("Grandson", "Granddaughter"),
	"Daughter": ("Daughter's Son", "Daughter's Daughter"),
	"Father": ("Sibling", "Sibling"),
	"Mother": ("Sibling", "Sibling"),
	"Sibling": ("Nephew", "Niece"),
}
DESCENDANTS = (
	"Son",
	"Daughter",
	"Son-in-law",
	"Daughter-in-law",
	"Grandson",
	"Granddaughter",
	"Daughter's Son",
	"Daughter's Daughter",
)


def to_new_head(member: Mapping, new_head: Mapping) -> str:
	"""The relation of `member` to `new_head`, both with `relation` (to the old head) and `sex`."""
	was = new_head["relation"]
	if was == SPOUSE:
		return _to_spouse(member, new_head)
	if was in ("Son", "Daughter"):
		return _to_child(member)
	if was in PARENT:
		return _to_parent(member)
	return OTHER


def under_other_head(member: Mapping, head_becomes: str) -> str:
	"""The relation of `member` to the head of the absorbing household; `head_becomes` is the relation of its own head."""
	if member["relation"] == HEAD:
		return head_becomes
	if member["relation"] == SPOUSE:
		return SPOUSE_RELATIONS.get(head_becomes, OTHER)
	if member["relation"] in ("Son", "Daughter"):
		return _by_sex(member, CHILD_RELATIONS[head_becomes]) if head_becomes in CHILD_RELATIONS else OTHER
	return OTHER


def _to_spouse(member: Mapping, new_head: Mapping) -> str:
	relation = member["relation"]
	if relation == HEAD:
		return SPOUSE
	if relation in DESCENDANTS:
		return relation
	if relation in PARENT:
		return f"{'Wife' if new_head['sex'] == MALE else 'Husband'}'s {relation}"
	return {
		"Wife's Father": "Father",
		"Wife's Mother": "Mother",
		"Husband's Father": "Father",
		"Husband's Mother": "Mother",
	}.get(relation, OTHER)


def _to_child(member: Mapping) -> str:
	if member["relation"] in (HEAD, SPOUSE):
		return _by_sex(member, PARENT)
	return "Sibling" if member["relation"] in ("Son", "Daughter") else OTHER


def _to_parent(member: Mapping) -> str:
	relation = member["relation"]
	if relation == HEAD:
		return _by_sex(member, ("Son", "Daughter"))
	if relation == SPOUSE:
		return _by_sex(member, ("Son-in-law", "Daughter-in-law"))
	if relation in PARENT:
		return SPOUSE
	return {"Sibling": _by_sex(member, ("Son", "Daughter"))}.get(relation, OTHER)


def _by_sex(member: Mapping, names: tuple[str, str]) -> str:
	if not member["sex"]:
		return OTHER
	return names[0] if member["sex"] == MALE else names[1]
