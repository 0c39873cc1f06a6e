"""The sections of the report, one file each: from results to headings, sentences and tables."""
