"""Territory from province to micro-grid, the places inside a village, and the days that are worked there."""
