"""The REST interface of the direct link: JSON over HTTP, signed by certificate, version 1."""
