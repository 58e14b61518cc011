"""Reading contact lists: pure functions from bytes to merged contacts and rejected rows. No database, no clock."""
