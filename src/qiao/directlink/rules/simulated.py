"""The names and numbers of the simulator's made-up bank: one enterprise, its people and accounts, and whom it pays."""

CUSTOMER, OPERATOR, NAME = "1000000001", "op01", "云杉贸易"
ADMINISTRATOR = "admin01"
PASSWORD = "simulated-1"  # noqa: S105  of a made-up enterprise in a folder that goes at the end
ACCOUNT, SECOND_ACCOUNT = "901010100100000018", "901010100100000034"
PAYEE, PAYEE_NAME = "901010100100000026", "白桦物流"
PERSON, PERSON_NAME = "622908901010000015", "宁小舟"
FAR_ACCOUNT, FAR_NAME, FAR_BANK_NUMBER, FAR_BANK = "6200000000000000001", "远方公司", "999100000001", "远山银行"
FIRM, CONTRACT = "0001", "HT-2030-0001"
"""The code under which the enterprise collects, and the payee's agreement to it."""
OPENED_DAYS_AGO = 2
"""When the accounts were opened: a day of one line, the balance that was brought along."""
