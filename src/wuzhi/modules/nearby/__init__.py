"""What is public nearby: a list, a map, one matter's page, "me too", and what this device follows."""
