"""Pages of the office: tasks, requests, parameters, the audit."""
