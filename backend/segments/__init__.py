"""Conditions as questions to the database: who, among all contacts, do they hold for."""
