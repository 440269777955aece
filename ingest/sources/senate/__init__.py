"""The Senate's eFD: its search, its session, and the pages of its reports."""
