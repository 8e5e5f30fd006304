"""How good a runbook must be to be run."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ddrun.lib.access import Act
from ddrun.lib.http import MemberRequest, may
from runbooks import queries
from runbooks.actions.policy import set_least_quality
from runbooks.forms import PolicyForm


@may(Act.READ)
@require_http_methods(["GET", "POST"])
def policy(request: MemberRequest) -> HttpResponse:
    """The least quality, to read; to change for who may."""
    least = queries.least_quality(request.organisation_id)
    form = PolicyForm(request.POST if request.method == "POST" else None, initial={"least_quality": least})
    if request.method == "POST" and form.is_valid():
        set_least_quality(form.cleaned_data["least_quality"], by=request.member)
        return redirect("runbooks:policy")
    context = {"form": form, "least": least, "may_change": request.member.may(Act.SET_LEAST_QUALITY)}
    return render(request, "runbooks/policy.html", context, status=400 if form.errors else 200)
