"""Errands."""

from wuzhi.cases import manifest


class ErrandsConfig(manifest.ModuleConfig):
    """The process `errand` and its screens."""

    name = "wuzhi.modules.errands"
    label = "errands"
