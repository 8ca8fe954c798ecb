"""Answers."""

from wuzhi.cases import manifest


class AnswersConfig(manifest.ModuleConfig):
    """Questions and their answers, searched before a plain enquiry becomes a case."""

    name = "wuzhi.modules.answers"
    label = "answers"
