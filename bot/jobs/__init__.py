"""The engine: accepted requests become durable jobs, and every job reaches an end. Imports no discord.

One idea carries it: the job row is the truth, everything else only wakes `Engine.advance(job_id)`.
"""
