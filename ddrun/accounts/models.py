"""People, the organisations they belong to, and what they are there."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models

from ddrun.lib.access import Role
from ddrun.lib.ids import uuid7
from ddrun.lib.tenancy import TenantModel

ROLES = [(role.value, role.value) for role in Role]


class Organisation(models.Model):
    """A tenant. It is the one table besides users that no wall hides: a door must find it by its slug."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail address is the name they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A saved user; without a password they sign in by a link or a passkey."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with that address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in; what they may do is said by their memberships alone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Never by itself: the admin asks the membership."""
        return False


class Membership(TenantModel):
    """A person in an organisation."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    joined_at = models.DateTimeField(auto_now_add=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_an_organisation"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class RoleGrant(TenantModel):
    """A role someone holds, and since when; a role taken away leaves only its entry in the ledger."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=ROLES)
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "role"], name="a_role_is_given_once")]

    def __str__(self) -> str:
        return self.role


class Team(TenantModel):
    """People who own services together."""

    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_names_differ")]

    def __str__(self) -> str:
        return self.name


class TeamMember(TenantModel):
    """A person in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="people")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="teams")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "membership"], name="in_a_team_once")]


class Invitation(TenantModel):
    """A link that lets one person in, once, until it expires. The token itself is never stored."""

    email = models.EmailField()
    roles = ArrayField(models.CharField(max_length=20, choices=ROLES))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email
