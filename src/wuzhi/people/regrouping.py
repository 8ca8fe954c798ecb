"""Posts follow the grids that they were for: whoever served an ended grid serves those that came of it."""

from collections.abc import Sequence

from wuzhi.areas.models import Succession
from wuzhi.areas.regroup import on_regrouped
from wuzhi.people.models import Post


def follow(successions: Sequence[Succession]) -> None:
    """Adds the new areas to every post that names an old one and still holds on the day; nothing is taken away.

    Until somebody divides the work anew, each of two workers of a split grid sees all of it: a matter that two see
    is better than one that nobody does.
    """
    after: dict[int, set[int]] = {}
    for succession in successions:
        after.setdefault(succession.before_id, set()).add(succession.after_id)
    held = Post.areas.through.objects.filter(area__in=list(after)).exclude(post__ends__lte=successions[0].on)
    new = {(post, area) for post, old in held.values_list("post_id", "area_id") for area in after[old]}
    rows = [Post.areas.through(post_id=post, area_id=area) for post, area in sorted(new)]
    Post.areas.through.objects.bulk_create(rows, ignore_conflicts=True)


on_regrouped.append(follow)
