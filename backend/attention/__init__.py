"""What waits for a person: parked enrollments, mails in doubt, people who should have been through by now."""
