"""The business impact analysis (ISO 22301, ISO/TS 22317): activities, what they stand on, and by
when that must be back."""
