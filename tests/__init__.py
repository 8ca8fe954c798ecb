"""What holds for the project as a whole; a room's own tests are beside it."""
