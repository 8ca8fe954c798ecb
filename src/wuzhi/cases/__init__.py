"""The engine: processes as data, one door through which every case moves, one clock, one rule of sight."""
