"""Rules of the portfolio: no framework, file, clock or chance."""
