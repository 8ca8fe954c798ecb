"""Duty: who answers, rosters, one's own shifts; and what rings."""

from django.urls import path

from wuzhi.roster.views import board, month, own, planning, rings, shifts

app_name = "roster"
urlpatterns = [
    path("duty", board.show, name="duty"),
    path("duty/month", month.show, name="month"),
    path("duty/plan", planning.plan, name="plan"),
    path("duty/mine", own.show, name="mine"),
    path("duty/mine.ics", own.calendar_file, name="calendar"),
    path("duty/shifts/new", shifts.add, name="add"),
    path("duty/shifts/<int:pk>", shifts.change, name="shift"),
    path("duty/shifts/<int:pk>/call-off", shifts.call_off, name="call_off"),
    path("duty/shifts/<int:pk>/exchange", own.ask, name="ask"),
    path("duty/exchanges/<int:pk>/<slug:answer>", own.answer, name="answer"),
    path("rings", rings.poll, name="rings"),
    path("rings/<int:notice>/heard", rings.hear, name="hear"),
]
