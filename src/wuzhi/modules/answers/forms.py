"""The keeper's form of an answer."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuzhi.cases.fields import kind_label
from wuzhi.cases.settings import KINDS
from wuzhi.modules.answers.models import Answer
from wuzhi.people.models import Unit

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Answer]
else:
    ModelForm = forms.ModelForm


class AnswerForm(ModelForm):
    """Checks what Django can; the action checks the rest."""

    kind = forms.ChoiceField(label=_("Kind of matter"))
    area_code = forms.ChoiceField(label=_("Area"))

    class Meta:
        model = Answer
        fields = (
            "code", "title", "text", "title_en", "text_en", "other_words", "kind", "area_code", "source", "kept_by",
            "reviewed_on", "valid_from", "valid_until",
        )  # fmt: skip
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 6}) for name in ("text", "text_en")},
            **{name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
               for name in ("reviewed_on", "valid_from", "valid_until")},
        }  # fmt: skip

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance.area_code
        gone = [(held, held)] if held and held not in dict(places) else []
        self.fields["area_code"].choices = [*gone, *places]  # type: ignore[attr-defined]  # a choice
        self.fields["kind"].choices = [(key, kind_label(key)) for key in KINDS]  # type: ignore[attr-defined]  # a choice
        self.fields["kept_by"].queryset = Unit.objects.filter(active=True)  # type: ignore[attr-defined]  # a choice
        if self.instance.pk:
            self.fields["code"].disabled = True
