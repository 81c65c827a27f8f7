"""Pictures and the files they come in: fetched without being led astray, checked, fitted and kept.

Knows neither Discord nor the Midjourney API: it is given addresses and bytes.
"""
