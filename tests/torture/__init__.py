"""Trials that kill and crowd; `tests/test_durability.py` runs a sample of each."""
