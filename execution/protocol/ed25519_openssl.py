"""Ed25519 by the OpenSSL that this interpreter's own `ssl` module is linked to, through ctypes."""

import ctypes
from typing import Any, Final

ED25519: Final = 1087  # NID_ED25519 of OpenSSL 1.1.1 and later


class ByOpenSSL:
    """Sign and verify by EVP. Raises ImportError, OSError or AttributeError where it cannot."""

    def __init__(self) -> None:
        import _ssl

        lib = ctypes.CDLL(_ssl.__file__)
        for name, result, arguments in _FUNCTIONS:
            function = getattr(lib, name)
            function.restype, function.argtypes = result, arguments
        self._lib: Any = lib
        # RFC 8032, 7.1, test 1: a library that cannot do this one is not used.
        seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
        public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        if self.public_key(seed) != public or not self.verify(public, self.sign(seed, b""), b""):
            raise OSError("this OpenSSL does not speak Ed25519")

    def public_key(self, seed: bytes) -> bytes:
        key = self._private(seed)
        try:
            out, size = ctypes.create_string_buffer(32), ctypes.c_size_t(32)
            if self._lib.EVP_PKEY_get_raw_public_key(key, out, ctypes.byref(size)) != 1:
                raise OSError("OpenSSL did not give the public key")
            return out.raw
        finally:
            self._lib.EVP_PKEY_free(key)

    def sign(self, seed: bytes, message: bytes) -> bytes:
        key, context = self._private(seed), self._lib.EVP_MD_CTX_new()
        try:
            out, size = ctypes.create_string_buffer(64), ctypes.c_size_t(64)
            ready = self._lib.EVP_DigestSignInit(context, None, None, None, key) == 1
            done = (
                ready
                and self._lib.EVP_DigestSign(context, out, ctypes.byref(size), message, len(message)) == 1
            )
            if not done or size.value != 64:
                raise OSError("OpenSSL did not sign")
            return out.raw
        finally:
            self._lib.EVP_MD_CTX_free(context)
            self._lib.EVP_PKEY_free(key)

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        if len(public) != 32 or len(signature) != 64:
            return False
        key = self._lib.EVP_PKEY_new_raw_public_key(ED25519, None, public, len(public))
        if not key:
            self._lib.ERR_clear_error()
            return False
        context = self._lib.EVP_MD_CTX_new()
        try:
            ready = self._lib.EVP_DigestVerifyInit(context, None, None, None, key) == 1
            return bool(
                ready and self._lib.EVP_DigestVerify(context, signature, 64, message, len(message)) == 1
            )
        finally:
            # What is left in the error queue would surface in the next TLS read of this thread.
            self._lib.ERR_clear_error()
            self._lib.EVP_MD_CTX_free(context)
            self._lib.EVP_PKEY_free(key)

    def _private(self, seed: bytes) -> int:
        key = self._lib.EVP_PKEY_new_raw_private_key(ED25519, None, seed, len(seed))
        if not key:
            raise OSError("OpenSSL did not take the private key")
        return int(key)


_PTR, _STR, _SIZE, _INT = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int
_SIZE_OUT = ctypes.POINTER(ctypes.c_size_t)
_FUNCTIONS: Final[Any] = (
    ("EVP_PKEY_new_raw_private_key", _PTR, [_INT, _PTR, _STR, _SIZE]),
    ("EVP_PKEY_new_raw_public_key", _PTR, [_INT, _PTR, _STR, _SIZE]),
    ("EVP_PKEY_get_raw_public_key", _INT, [_PTR, _STR, _SIZE_OUT]),
    ("EVP_PKEY_free", None, [_PTR]),
    ("EVP_MD_CTX_new", _PTR, []),
    ("EVP_MD_CTX_free", None, [_PTR]),
    ("EVP_DigestSignInit", _INT, [_PTR, _PTR, _PTR, _PTR, _PTR]),
    ("EVP_DigestSign", _INT, [_PTR, _STR, _SIZE_OUT, _STR, _SIZE]),
    ("EVP_DigestVerifyInit", _INT, [_PTR, _PTR, _PTR, _PTR, _PTR]),
    ("EVP_DigestVerify", _INT, [_PTR, _STR, _SIZE, _STR, _SIZE]),
    ("ERR_clear_error", None, []),
)
