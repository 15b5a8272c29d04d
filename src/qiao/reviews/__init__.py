"""Reviews: questionnaires answered from all sides, calibrated by a named person, and used as figures."""
