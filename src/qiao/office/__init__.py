"""What every desk needs: approvals by a second person, tasks with clocks, attachments, working days."""
