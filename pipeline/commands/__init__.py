"""The commands of the front door: one file each that asks and answers, beside it what it needs and no other does."""
