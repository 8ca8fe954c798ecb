"""Who is on duty now: shifts by the wall clock."""
