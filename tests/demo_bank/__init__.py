"""The made-up bank read back from its files and reckoned roughly, for the tests of its contract and its stories."""
