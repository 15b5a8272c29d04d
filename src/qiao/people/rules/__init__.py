"""Rules of posts and org units."""
