"""The administrator's desk: what can be set, what is missing, and the year of the calendar."""
