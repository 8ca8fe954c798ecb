"""One workbook brings in who works in a place and what handles what there."""
