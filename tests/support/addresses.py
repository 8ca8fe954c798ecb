"""What every address answers to every role: written out, so that a new address without a row fails."""

from collections.abc import Mapping

from tests.support.world import CAST

ROLES = ("anonymous", *CAST)
# The case of these tests is being handled by the department, the second department was called in.
SEES = {"chief", "grid", "dispatcher", "clerk", "asked", "supervisor", "leader"}
READS_FIGURES = {"dispatcher", "desk", "supervisor", "leader"}
READS_LETTERS = {"dispatcher", "clerk", "supervisor", "leader"}
PLANS = {"dispatcher", "desk", "administrator"}
REVIEWS = {"dispatcher", "desk", "supervisor"}
ALL = frozenset(ROLES)
STAFF = ALL - {"anonymous"}


def codes(ok: frozenset[str] | set[str], other: int, anonymous: int = 302) -> dict[str, int]:
    """200 for these roles, `anonymous` for who has not signed in, `other` for everyone else."""
    return {role: 200 if role in ok else anonymous if role == "anonymous" else other for role in ROLES}


def same(status: int) -> dict[str, int]:
    """The same for everyone."""
    return dict.fromkeys(ROLES, status)


# What GET answers. A second row for the same address is the same page where there is nothing to see.
GET: Mapping[str, Mapping[str, int]] = {
    "core:home": same(200),
    "core:language": same(302),
    "core:elder": same(405),
    "core:healthz": same(200),
    "people:sign_in": {**same(302), "anonymous": 200},
    "people:sign_out": same(405),
    "areas:at": same(200),
    "areas:outlines": same(200),
    "areas:outlines unknown": same(404),
    "files:serve": codes(SEES, 404, 404),
    "files:serve unsigned": same(404),
    "cases:desk": same(302),
    "cases:inbox": codes(STAFF, 403),
    "cases:bulk": {**codes(set(), 302), "administrator": 302},
    "cases:case": codes(SEES, 404),
    "cases:case unknown": codes(set(), 404),
    "cases:step": codes(set(), 302),
    "cases:contact": same(405),
    "cases:follow": same(405),
    "cases:save": same(405),
    "cases:forget": same(405),
    "cases:away": codes(STAFF, 403),
    "cases:end_leave": same(405),
    "cases:unit": codes(STAFF, 403),
    "cases:handover": codes({"clerk"}, 404),  # the clerk's own matters; nobody else sits in that unit
    "cases:handover unknown": codes(set(), 404),
    "cases:track": same(200),
    "cases:status": same(200),
    "cases:status unknown": same(404),
    "cases:status misread": same(404),
    "cases:status_step": same(302),
    "cases:notices": codes(STAFF, 403),
    "cases:mark_read": same(405),
    "roster:duty": same(200),
    "roster:month": codes(STAFF, 403),
    "roster:plan": codes(PLANS, 403),
    "roster:mine": codes(STAFF, 403),
    "roster:calendar": codes(STAFF, 403),
    "roster:add": codes(PLANS - {"desk"}, 403) | {"desk": 404},
    "roster:shift": codes(PLANS - {"desk"}, 403) | {"desk": 404},
    "roster:shift unknown": codes(set(), 403) | dict.fromkeys(PLANS, 404),
    "roster:call_off": same(405),
    "roster:ask": codes({"clerk"}, 404),
    "roster:answer": same(405),
    "roster:rings": {**same(204), "anonymous": 403},
    "roster:hear": same(405),
    "insight:county": codes(READS_FIGURES, 403),
    "insight:grids": codes(READS_FIGURES, 403),
    "insight:cases": codes(READS_FIGURES, 403),
    "insight:cases unknown": {role: 404 if role in READS_FIGURES else code for role, code in codes(set(), 403).items()},
    "reports:report": same(200),
    "reports:done": same(200),
    "reports:done unknown": same(404),
    "reports:review_queue": codes(REVIEWS, 403),
    "reports:desk_step": {**codes(set(), 403), **dict.fromkeys(REVIEWS, 302)},
    "reports:supervision": codes({"supervisor", "leader"}, 403),
    "papers:issue": same(405),
    "papers:letter": codes(READS_LETTERS, 404),
    "papers:letter unknown": codes(set(), 404),
    "papers:word": codes(READS_LETTERS, 404),
    "papers:template": codes({"administrator"}, 403),
    "papers:template unknown": {
        role: 404 if role == "administrator" else code for role, code in codes(set(), 403).items()
    },
    **dict.fromkeys(("administration:home", "administration:year"), codes({"administrator"}, 403)),
    "administration:this_year": codes(set(), 403) | {"administrator": 302},
    **dict.fromkeys(("workbook:book", "workbook:download", "workbook:empty"), codes({"administrator"}, 403)),
    "workbook:preview": codes(set(), 403) | {"administrator": 302},  # nothing waits
    "api:openapi-json": same(200),
    "api:api-root": same(404),
    **dict.fromkeys(("api:me", "api:processes", "api:cases", "api:open_case", "api:counts"), codes(STAFF, 403, 401)),
    "api:case": codes(SEES, 404, 401),
    "api:case unknown": codes(set(), 404, 401),
    "api:area": codes(STAFF, 403, 401),
    **dict.fromkeys(("api:look", "api:take"), same(405)),
    **dict.fromkeys(("open311:discovery", "open311:services", "open311:service", "open311:requests"), same(200)),
    **dict.fromkeys(("open311:root", "open311:request", "open311:token"), same(404)),  # nothing is public here
    "open311:updates": same(200),
    **dict.fromkeys(("pwa:phone", "pwa:worker", "pwa:manifest"), same(200)),
    "answers:search": same(200),
    "answers:read": same(404),
    "answers:helped": same(405),
    "answers:keep": codes({"dispatcher", "desk", "administrator"}, 403),
    "answers:new": codes({"dispatcher", "desk", "administrator"}, 403),
    "answers:edit": codes(set(), 403) | {"dispatcher": 404, "desk": 404, "administrator": 404},
    "contacts:choose": same(200),
    "contacts:village": same(200),
    "contacts:village unknown": same(404),
    "errands:ask": same(200),
    "errands:done": same(404),  # the code of a report is no errand's
    "nearby:matters": same(200),
    "nearby:squares": same(200),
    "nearby:squares nowhere": same(400),
    "nearby:following": same(200),
    "nearby:matter": same(404),  # the case of these tests was not released
    "nearby:matter unknown": same(404),
    "nearby:me_too": same(405),
    "nearby:follow": same(405),
}
