"""Letters about a case: numbered once, as a page made for printing and as a Word document."""
