"""Who works here: units, users and posts. Nobody has a right without a post in force."""
