"""Notifications: what people are told, in the product, by mail, or through other systems."""
