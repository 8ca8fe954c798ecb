"""Errands (代办): what a resident can't do alone, taken on by a named person."""
