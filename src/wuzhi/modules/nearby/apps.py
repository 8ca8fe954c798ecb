"""What is public nearby."""

from wuzhi.cases import manifest


class NearbyConfig(manifest.ModuleConfig):
    """Pages over the public matters of every process; no process of its own."""

    name = "wuzhi.modules.nearby"
    label = "nearby"
