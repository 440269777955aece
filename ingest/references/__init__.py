"""Reference facts joined to filings, one file each."""
