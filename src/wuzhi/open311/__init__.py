"""Open311 GeoReport v2: the field's open standard, read and write. A door: it knows no rule of its own."""
