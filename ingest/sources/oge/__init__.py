"""The Office of Government Ethics: its list of disclosures, and reports of the executive branch."""
