"""Generative pictures: a prompt's words and a seed become a scene on an endless plane, seen through windows.

`words` reads a prompt, `palette` colours it, `scene` composes it, `noise` and `canvas` are the tools, the
styles (`land`, `city`, `botany`, …) paint, `finish` varnishes and `render` brings them together. Everything
here is pure: the same scene and window give the same pixels. It knows nothing of tasks or recipes.
"""
