"""Pages of the link's desk: what an enterprise's people see and do in the browser."""
