"""Measurements of Easel, each beside a floor taken in the same run. `docs/benchmarks.md` says what they found.

Scripts, run as ``python -m benchmarks.<name>``: `command_latency`, `webhook_latency`, `throughput`, `jobs_in_flight`,
`restart`, `old_buttons`, `calls_per_job`. Everything else here serves them. Nothing here is a test: no figure fails
a build.
"""
