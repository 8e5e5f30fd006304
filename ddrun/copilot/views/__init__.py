"""The live pages: may they, what did they say, which one action, what do they see."""
