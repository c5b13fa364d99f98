"""Measuring judges against labelled cases, for whoever sets heddle up or changes a rule."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

from service.agent.endings import judging
from service.agent.endings.measuring import BadCaseError, Case, Measured, measure, read_cases
from service.agent.endings.rules import classify
from service.domain.endings import Verdict
from service.settings.service import ServiceSettings

_AT_ONCE = 4


def eval_endings(settings: ServiceSettings, file: Path, *, with_model: bool) -> Measured:
    """Judge every ending in a file and compare with its labels.

    The model that `models.judge` names is asked where the rules are unsure, if `with_model`.
    Raises BadCaseError for a file that cannot be used, and Refused for an unknown model.
    """
    try:
        cases = read_cases(file.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise BadCaseError(f"it cannot be read: {error}") from error
    if with_model and settings.models.judge:
        verdicts = asyncio.run(_with_model(settings, settings.models.judge, cases))
    else:
        verdicts = [_by_rules(case) for case in cases]
    return measure(cases, [verdict.ending for verdict in verdicts])


def _by_rules(case: Case) -> Verdict:
    return classify(case.text, case.goal, case.last_tools)


async def _with_model(
    settings: ServiceSettings, alias: str, cases: Sequence[Case]
) -> Sequence[Verdict]:
    from service.worker.bootstrap import built_models, judge_of

    async with built_models(settings) as (_, models):
        await models.refresh()
        models.candidates(alias)
        gate, asking = asyncio.Semaphore(_AT_ONCE), judge_of(settings, models)

        async def judge(case: Case) -> Verdict:
            verdict = _by_rules(case)
            if not judging.needs_second_opinion(verdict):
                return verdict
            async with gate:
                opinion = await judging.second_opinion(
                    asking(), alias, case.text, case.goal, case.last_tools
                )
            return judging.combine(verdict, opinion)

        return await asyncio.gather(*(judge(case) for case in cases))


def as_json(found: Measured) -> str:
    """Write the figures for scripts."""
    by_class = {
        ending: {"precision": each.precision, "recall": each.recall, "f1": each.f1}
        for ending, each in found.by_class.items()
    }
    misjudged = [case for case, _, _ in found.misjudged]
    facts = {"accuracy": found.accuracy, "by_class": by_class, "misjudged": misjudged}
    return json.dumps(facts, ensure_ascii=False) + "\n"


def as_table(found: Measured) -> str:
    """Write the figures for people, and below them what was misjudged and as what."""
    lines = [f"{'':<14}{'precision':>10}{'recall':>8}{'f1':>6}{'cases':>7}"]
    lines += [
        f"{ending:<14}{each.precision:>10.2f}{each.recall:>8.2f}{each.f1:>6.2f}{each.support:>7}"
        for ending, each in found.by_class.items()
    ]
    lines.append(f"accuracy {found.accuracy:.3f}, misjudged {len(found.misjudged)}")
    lines += [f"  {case}: {got} instead of {expect}" for case, expect, got in found.misjudged]
    return "\n".join(lines) + "\n"
