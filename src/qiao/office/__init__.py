"""What every desk needs: approvals by a second person, dated parameters, tasks with clocks, the audit pages."""
