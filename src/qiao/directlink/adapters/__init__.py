"""What lies outside the direct link: signatures, files, other machines."""
