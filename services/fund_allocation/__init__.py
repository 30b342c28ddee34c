"""The funds' money: ledger, lots, support decisions, payments, expenditures and the closing of years."""
