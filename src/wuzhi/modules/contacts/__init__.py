"""Who is here for me: the official contacts of a village."""
