"""Pages of appraisal: the slip opened to the day, the league, two runs side by side."""
