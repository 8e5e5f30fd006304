"""Addresses of people and sign-in."""

from django.urls import path

from ddrun.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/demo/<str:token>/", views.sign_in_to_demo, name="demo"),
    path("welcome/<str:token>/", views.welcome, name="welcome"),
    path("join/<str:token>/", views.join_by_link, name="join"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite_person, name="invite"),
    path("people/<uuid:member_id>/role/", views.change_role, name="role"),
]
