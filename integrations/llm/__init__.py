"""A language model behind the `LanguageModel` port: off by default, never in the way."""
