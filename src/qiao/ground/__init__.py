"""What every storey stands on: money, rates, days, refusals, audit, authority; no business word in it."""
