"""Template tags of the engine's screens."""
