"""Cases of ties."""
