"""Loopback stand-ins for the sites and chat platforms; used by demo, tests and benchmarks only."""
