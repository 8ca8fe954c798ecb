"""What every room stands on: clock, ids, working calendar, database locks, page parts, own styles and scripts."""
