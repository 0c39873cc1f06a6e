"""From files to an `Organization`: texts, values with places, entries, meaning."""
