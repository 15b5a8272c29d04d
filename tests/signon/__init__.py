"""Another house's single sign-on, for the tests: small, real, on loopback."""
