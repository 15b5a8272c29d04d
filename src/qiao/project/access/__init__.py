"""How people come in and how long they stay: log-in, lock-out, second factors, single sign-on, the end of a session."""
