"""What an appeal is, its clocks and its likes, without a framework."""
