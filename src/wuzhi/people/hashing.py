"""How passwords are kept: Argon2 with memory that a county's small server has for several sign-ins at once."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class HouseArgon2(Argon2PasswordHasher):
    """19 MiB and two passes (OWASP's first choice); Django's 100 MiB let eight wrong guesses take 800 MB."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
