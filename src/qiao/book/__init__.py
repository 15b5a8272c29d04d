"""The bank's daily facts: extracts, quarantine, balances, rates, prices, fees and the general ledger."""
