"""What stands in an evidence pack for the person who opens it."""

from typing import Final

TEXT: Final = """\
Evidence from dd0c/run

What is here
  entries.jsonl    what was done, one entry a line, in the order it was recorded. Entries of other matters
                   stand there as stubs: their place and their digest, not what they say.
  checkpoint.json  the signed head of the chain at the time of the export, and earlier signed heads.
  outputs/         what the entries name by digest: outputs of commands, the runbooks as they were.
  manifest.json    what this pack is about, with the size and SHA-256 of every file.
  signature.json   the server's Ed25519 signature of the manifest.

How to check it, offline
  python -m compliance.verifier THIS_FILE.zip --key KEY
where KEY is the server's public key, had from the organisation and not from this pack. With --head FILE
an older pack's checkpoint.json is compared too: nothing before it can have been changed since.

How it holds together
  Every JSON is canonical (RFC 8785). An entry's digest is the SHA-256 of its content. Its hash is the
  SHA-256 of a zero byte and the canonical JSON of its organisation, sequence, previous hash and digest.
  So a changed, removed or moved entry breaks the chain at the entry it concerns.
"""
