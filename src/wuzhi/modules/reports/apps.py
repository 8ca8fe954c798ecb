"""Reports."""

from wuzhi.cases import manifest


class ReportsConfig(manifest.ModuleConfig):
    """The process `report` and its screens."""

    name = "wuzhi.modules.reports"
    label = "reports"
