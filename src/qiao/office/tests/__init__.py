"""Cases of approvals, parameters, tasks and the audit pages."""
