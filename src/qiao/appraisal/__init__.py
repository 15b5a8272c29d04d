"""Plans, the bonus and the slip that opens down to the account and the day."""
