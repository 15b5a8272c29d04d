"""The book under test: contract, landing, quarantine, loads."""
