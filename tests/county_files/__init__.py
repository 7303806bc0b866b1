"""Files as county offices fill them in, each with the truth that a careful person would say of it."""
