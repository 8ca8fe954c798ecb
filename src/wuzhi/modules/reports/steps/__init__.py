"""The steps of a report, each with its guard and its change, in the order of the loop."""
