"""What each account earns and to whom it is credited, to the millionth of a yuan."""
