"""What the fund receives: units, campaigns, targets, gifts and their receipts."""
