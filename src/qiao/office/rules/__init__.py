"""Rules of approvals, parameters and tasks."""
