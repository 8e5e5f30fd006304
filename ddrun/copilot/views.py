"""The way in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ddrun.lib.http import public


@public
def home(request: HttpRequest) -> HttpResponse:
    """What it is, with a box to try it; who is signed in goes to the incidents."""
    if getattr(request, "member", None):
        return redirect("/incidents/")
    return render(request, "home.html")
