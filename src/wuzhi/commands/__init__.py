"""What each command of `wuzhi` does. `cli` loads one of these files when its command is called."""
